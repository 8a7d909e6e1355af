import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { registry, resnet18, vgg_mini, yolo, yolo_mini, yolo_on } from '../../lib/models';
import { at, type NetworkSpec } from '../../lib/spec';

const outputOf = (net: NetworkSpec): readonly number[] => {
  const { layers } = analyze(net);
  return at(layers, layers.length - 1).outputShape;
};

test('YOLO has the maps of figure 3: 24 convolutions and two dense layers', () => {
  const { layers } = analyze(yolo());
  assert.equal(layers.filter(({ op }) => op === 'conv2d').length, 24);
  assert.equal(layers.filter(({ op }) => op === 'dense').length, 2);
  const pooled = layers.filter(({ op }) => op === 'maxPooling2d').map(({ outputShape }) => outputShape);
  assert.deepEqual(pooled, [
    [112, 112, 64],
    [56, 56, 192],
    [28, 28, 512],
    [14, 14, 1024],
  ]);
  assert.deepEqual(layers.find(({ op }) => op === 'flatten')?.outputShape, [7 * 7 * 1024]);
  assert.deepEqual(outputOf(yolo()), [7, 7, 30]);
});

test('grid, boxes and classes are options', () => {
  assert.deepEqual(outputOf(yolo({ grid: 9, boxes: 3, numClasses: 5 })), [9, 9, 20]);
  assert.deepEqual(outputOf(yolo_mini()), [8, 8, 20]);
  assert.deepEqual(outputOf(yolo_mini({ grid: 4, boxes: 1, numClasses: 3 })), [4, 4, 8]);
  assert.deepEqual(outputOf(yolo_mini({ inputShape: [64, 128, 3] })), [8, 16, 20]);
  assert.deepEqual(outputOf(yolo_mini({ backbone: vgg_mini() })), [8, 8, 20]);
});

test('the classes that have names leave five numbers for each box', () => {
  for (const { build, classes } of [registry.yolo, registry.yolo_mini]) {
    assert.equal(at(outputOf(build()), 2) - (classes?.length ?? 0), 2 * 5);
  }
});

test('every classifier of the registry can be a backbone', () => {
  for (const [name, { kind, build }] of Object.entries(registry)) {
    if (kind !== 'classifier') continue;
    const [rows, columns, channels] = outputOf(yolo_on(build()));
    assert.ok(rows !== undefined && rows >= 1 && rows === columns, name);
    assert.equal(channels, 30, name);
  }
});

test('the layers in front of the predictions are the backbone’s, under their own names', () => {
  const net = yolo_on(resnet18(), { stride: 16 });
  assert.equal(net.name, 'resnet18_yolo');
  assert.deepEqual(outputOf(net), [14, 14, 30]);
  const own = new Set(resnet18().layers.map(({ name }) => name));
  const added = net.layers.filter(({ name }) => !own.has(name)).map(({ name }) => name);
  assert.deepEqual(added, ['head', 'head.bn', 'head.leaky', 'predictions']);
});

test('what cannot be built is named', () => {
  assert.throws(() => yolo_mini({ grid: 7 }), {
    name: 'RangeError',
    message: /^yolo_on: "small_backbone" has no map of stride 9\.14\d*\. It has .*\. Choose among these\.$/,
  });
  for (const build of [() => yolo({ boxes: 0 }), () => yolo_on(vgg_mini(), { boxes: 0 })]) {
    assert.throws(build, {
      name: 'RangeError',
      message: /^yolo(_on)?: boxes and numClasses must be whole numbers from 1 on\. Received boxes 0, numClasses 20\.$/,
    });
  }
});
