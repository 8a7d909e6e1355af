import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTorchWeights } from '../../lib/checkpoints/files';
import { networkFor } from '../../lib/checkpoints/networkFor';
import { stateDictShapes } from '../../lib/checkpoints/stateMap';
import * as models from '../../lib/models';
import type { NetworkSpec } from '../../lib/spec';
import { save, temporaryFolder } from '../cli/support';

const folder = temporaryFolder();

/** The network that a checkpoint belongs to, named by its registry name. */
const VARIANTS: readonly (readonly [string, NetworkSpec])[] = [
  ['resnet18 with 7 classes', models.resnet18({ numClasses: 7, inputShape: [64, 48, 3] })],
  ['resnet20 with shortcut A', models.cifarResnet(20)],
  ['resnet20 with shortcut B, 100 classes', models.cifarResnet(20, { shortcut: 'B', numClasses: 100 })],
  ['plain20 on one channel', models.cifarPlain(20, { inputShape: [28, 28, 1] })],
  ['googlenet', models.googlenet()],
  ['googlenet with auxiliary heads', models.googlenet({ auxiliary: true, numClasses: 5 })],
  ['fcn_resnet50', models.fcn_resnet50({ inputShape: [65, 65, 3] })],
  ['fcn_resnet50 with its auxiliary head', models.fcn_resnet50({ auxiliary: true, inputShape: [65, 65, 3] })],
  ['alexnet_two_tower with 3 classes', models.alexnet_two_tower({ numClasses: 3 })],
  ['fcn32s with 4 classes', models.fcn32s({ numClasses: 4, inputShape: [40, 40, 3] })],
  ['googlenet_paper with auxiliary heads', models.googlenet_paper({ auxiliary: true })],
  ['vgg_mini with 5 classes', models.vgg_mini({ numClasses: 5 })],
  ['transition', models.transition()],
];
for (const [title, net] of VARIANTS) {
  test(`the network of a checkpoint: ${title}`, () => {
    const shapes = new Map([...stateDictShapes(net)].map(([key, shape]) => [key, { shape, data: new Float32Array() }]));
    assert.deepEqual(networkFor(net.name, shapes, net.inputShape), net);
  });
}

test('weights that lack the last layer leave the number of classes as published; loading them says what is missing', () => {
  assert.deepEqual(networkFor('vgg_mini', new Map(), [32, 32, 3]), models.vgg_mini());
});

test("names of DenseNet's published weights are brought up to date", async () => {
  const one = { shape: [1], data: Float32Array.of(1) };
  const path = await save(
    folder,
    'old',
    new Map(
      [
        'features.denseblock1.denselayer2.norm.1.running_mean',
        'features.denseblock1.denselayer2.conv.2.weight',
        'features.denseblock1.denselayer10.norm2.weight',
        'features.norm5.weight',
        'features.transition1.norm.weight',
      ].map(key => [key, one]),
    ),
  );
  assert.deepEqual([...(await readTorchWeights(path)).keys()].sort(), [
    'features.denseblock1.denselayer10.norm2.weight',
    'features.denseblock1.denselayer2.conv2.weight',
    'features.denseblock1.denselayer2.norm1.running_mean',
    'features.norm5.weight',
    'features.transition1.norm.weight',
  ]);
});
