import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import {
  alexnet,
  densenet121,
  fcn_on,
  fcn8s_mini,
  fcn16s_mini,
  fcn32s_mini,
  googlenet,
  registry,
  resnet18,
  vgg_mini,
  vgg16,
} from '../../lib/models';
import { cropOffsets } from '../../lib/segmentation';

const shapesOf = (net: Parameters<typeof analyze>[0], inputShape: readonly number[]) =>
  new Map(analyze(net, { inputShape }).layers.map(({ name, outputShape }) => [name, outputShape]));

test('each member scores one map more, and gives scores for each pixel', () => {
  const shapes = shapesOf(fcn8s_mini(), [96, 96, 3]);
  assert.deepEqual(
    ['score32', 'score16', 'score8', 'enlarge32to16', 'enlarge16to8', 'enlarge8to1'].map(name => shapes.get(name)),
    [3, 6, 12, 6, 12, 96].map(side => [side, side, 11]),
  );
});

test('pictures of any size fit, and nothing is cut at the start', () => {
  for (const build of [fcn32s_mini, fcn16s_mini, fcn8s_mini]) {
    assert.ok(Object.values(cropOffsets(build())).every(offset => offset === 0));
    for (const [height, width] of [
      [33, 47],
      [96, 128],
      [101, 70],
    ] as const) {
      assert.deepEqual(analyze(build(), { inputShape: [height, width, 3] }).layers.at(-1)?.outputShape, [
        height,
        width,
        11,
      ]);
    }
  }
});

test('the layers of a step keep their names in the next, so that weights can be taken over', () => {
  const names = [fcn32s_mini, fcn16s_mini, fcn8s_mini].map(build => build().layers.map(({ name }) => name));
  const [of32 = [], of16 = [], of8 = []] = names;
  assert.deepEqual(
    of32.filter(name => !of16.includes(name)),
    ['enlarge32to1'],
  );
  assert.deepEqual(
    of16.filter(name => !of8.includes(name)),
    ['enlarge16to1'],
  );
});

test('the last map of each stride is scored, whatever the backbone', () => {
  const scored = (net: Parameters<typeof fcn_on>[0], strides: readonly number[]) =>
    fcn_on(net, { strides, enlarge: 'bilinear' })
      .layers.filter(({ name }) => name.startsWith('score'))
      .map(({ inputs }) => inputs[0]);
  assert.deepEqual(scored(vgg16(), [32, 16, 8]), ['features.30', 'features.29', 'features.22']);
  assert.deepEqual(scored(resnet18(), [32, 16, 8]), ['layer4.1.relu_2', 'layer3.1.relu_2', 'layer2.1.relu_2']);
  assert.deepEqual(scored(googlenet(), [32, 8]), ['inception5b', 'inception3b']);
  assert.deepEqual(scored(densenet121(), [32, 16]).length, 2);
  assert.deepEqual(scored(alexnet(), [32, 16]), ['features.12', 'features.11']);
  assert.deepEqual(scored(registry.resnet20.build(), [4, 2, 1]).length, 3);
});

test('every classifier of the registry carries an FCN, at its own size and at another', () => {
  for (const [name, { kind, build }] of Object.entries(registry)) {
    if (kind !== 'classifier') continue;
    const net = fcn_on(build(), { numClasses: 5, enlarge: 'bilinear' });
    assert.deepEqual(analyze(net).layers.at(-1)?.outputShape, [net.inputShape[0], net.inputShape[1], 5], name);
    assert.deepEqual(analyze(net, { inputShape: [110, 131, 3] }).layers.at(-1)?.outputShape, [110, 131, 5], name);
  }
});

test('what a backbone does not have is named', () => {
  const refused = (build: () => unknown, message: string): void =>
    assert.throws(build, { name: 'RangeError', message });
  refused(
    () => fcn_on(registry.resnet20.build(), { strides: [32] }),
    'fcn_on: "resnet20" has no map of stride 32. It has 1, 2, 4. Choose among these.',
  );
  refused(
    () => fcn_on(vgg_mini(), { strides: [8, 16] }),
    'fcn_on: strides must go down by whole, even factors, and the last must be even, as in [32, 16, 8]. Received [8, 16].',
  );
});
