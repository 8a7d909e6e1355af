import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as models from '../../lib/models';

/** As JavaScript sees them: any value reaches the builders. */
type Untyped = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
const { cifarResnet, cifarPlain, densenet_cifar, densenet, resnet, resnet18, resnet50, vgg }: Untyped =
  models as object as Untyped;

/** What is asked for, and the message. */
const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a residual network between two depths',
    () => cifarResnet?.(21),
    'cifarResnet: depth must be 6n + 2 for a whole n of at least 1. Received 21. The nearest are 20 and 26.',
  ],
  [
    'a residual network that is too shallow',
    () => cifarResnet?.(2),
    'cifarResnet: depth must be 6n + 2 for a whole n of at least 1. Received 2. The nearest is 8.',
  ],
  [
    'half a layer',
    () => cifarPlain?.(20.5),
    'cifarPlain: depth must be 6n + 2 for a whole n of at least 1. Received 20.5. The nearest are 20 and 26.',
  ],
  [
    'a depth that is no number',
    () => cifarPlain?.(Number.NaN),
    'cifarPlain: depth must be 6n + 2 for a whole n of at least 1. Received NaN.',
  ],
  [
    'a depth in quotes',
    () => cifarResnet?.('20'),
    "cifarResnet: depth must be 6n + 2 for a whole n of at least 1. Received '20'.",
  ],
  [
    'a shortcut that the paper does not name',
    () => cifarResnet?.(20, { shortcut: 'D' }),
    "cifarResnet: shortcut must be 'A', 'B' or 'C'. Received 'D'.",
  ],
  [
    'a shortcut that every object has',
    () => cifarResnet?.(20, { shortcut: 'toString' }),
    "cifarResnet: shortcut must be 'A', 'B' or 'C'. Received 'toString'.",
  ],
  [
    'a dense network whose blocks would differ',
    () => densenet_cifar?.({ depth: 42 }),
    'densenet_cifar: depth must be 3n + 4 for a whole n of at least 1. Received 42. The nearest are 40 and 43.',
  ],
  [
    'a dense network whose bottlenecks would differ',
    () => densenet_cifar?.({ depth: 9, bottleneck: true }),
    'densenet_cifar: depth must be 6n + 4 for a whole n of at least 1. Received 9. The nearest is 10.',
  ],
  [
    'a dense network without layers',
    () => densenet_cifar?.({ depth: 4 }),
    'densenet_cifar: depth must be 3n + 4 for a whole n of at least 1. Received 4. The nearest is 7.',
  ],
  [
    'a VGG that the paper lacks',
    () => vgg?.(12),
    'vgg: depth must be 11, 13, 16 or 19. Received 12. The nearest are 11 and 13.',
  ],
  ['a VGG by letter', () => vgg?.('D'), "vgg: depth must be 11, 13, 16 or 19. Received 'D'."],
  [
    'a ResNet that the paper lacks',
    () => resnet?.(200),
    'resnet: depth must be 18, 34, 50, 101 or 152. Received 200. The nearest is 152.',
  ],
  [
    'a stride on a convolution that is not there',
    () => resnet50?.({ strideOn: '5x5' }),
    "resnet: strideOn must be '3x3' or '1x1'. Received '5x5'.",
  ],
  [
    'a stride that a network without bottlenecks has no use for',
    () => resnet18?.({ strideOn: '5x5' }),
    "resnet: strideOn must be '3x3' or '1x1'. Received '5x5'.",
  ],
  [
    'a DenseNet that was not published',
    () => densenet?.(100),
    'densenet: depth must be 121, 161, 169 or 201. Received 100. The nearest is 121.',
  ],
];

for (const [what, build, message] of REFUSED) {
  test(`${what} is refused, with the nearest members`, () => {
    assert.throws(build, { name: 'RangeError', message });
  });
}

test("an option that is undefined keeps the paper's stride", () => {
  assert.deepEqual(models.resnet50_paper({ strideOn: undefined }), models.resnet50_paper());
  const moved = models.resnet50_paper({ strideOn: '3x3' });
  assert.deepEqual(moved.layers, models.resnet50().layers);
});

test('depths of the form that the paper does not list are built', () => {
  assert.equal(models.cifarResnet(26).name, 'resnet26');
  assert.equal(models.densenet_cifar({ depth: 43 }).name, 'densenet_cifar');
});
