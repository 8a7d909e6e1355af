import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { cifarPlain, cifarResnet, resnet50, withBlocksSwapped, withoutBlock } from '../../lib/models';
import { Graph, type NetworkSpec } from '../../lib/spec';

const inputsOf = (net: NetworkSpec, name: string): readonly string[] | undefined =>
  net.layers.find(layer => layer.name === name)?.inputs;

test('without a block, what read its output reads its input', () => {
  const net = withoutBlock(cifarResnet(20), 'layer1.1');
  assert.deepEqual(inputsOf(net, 'layer1.2.conv1'), ['layer1.0.relu_2']);
  assert.deepEqual(inputsOf(net, 'layer1.2.add'), ['layer1.2.bn2', 'layer1.0.relu_2']);
  assert.equal(net.layers.filter(({ name }) => name.startsWith('layer1.1.')).length, 0);
  // 2 · (9 · 16 · 16 + 2 · 16) parameters less, and two convolutions on 32 × 32 places.
  const [before, after] = [analyze(cifarResnet(20)).totals, analyze(net).totals];
  assert.equal(before.params - after.params, 2 * (9 * 16 * 16 + 2 * 16));
  assert.equal(before.macs - after.macs, 2 * 32 * 32 * 9 * 16 * 16);
});

test('a block of a plain network, and a bottleneck, can be taken out, too', () => {
  assert.deepEqual(inputsOf(withoutBlock(cifarPlain(20), 'layer3.2'), 'avgpool'), ['layer3.1.relu_2']);
  assert.deepEqual(inputsOf(withoutBlock(resnet50(), 'layer4.2'), 'avgpool'), ['layer4.1.relu_3']);
});

test('the last block of a network without a head leaves another output', () => {
  const g = new Graph('headless', [4, 4, 2]);
  const x = g.conv2d(g.input(), { filters: 2, kernelSize: 1 }, 'first');
  const net = g.build(g.relu(g.conv2d(x, { filters: 2, kernelSize: 1 }, 'block.conv'), 'block.relu'));
  assert.deepEqual(withoutBlock(net, 'block').outputs, ['first']);
});

for (const [first, second] of [
  ['layer1.1', 'layer1.2'],
  ['layer1.2', 'layer1.1'],
] as const) {
  test(`neighbours change places: ${first} and ${second}`, () => {
    const net = withBlocksSwapped(cifarResnet(20), first, second);
    assert.deepEqual(inputsOf(net, 'layer1.2.conv1'), ['layer1.0.relu_2']);
    assert.deepEqual(inputsOf(net, 'layer1.1.conv1'), ['layer1.2.relu_2']);
    assert.deepEqual(inputsOf(net, 'layer1.1.add'), ['layer1.1.bn2', 'layer1.2.relu_2']);
    assert.deepEqual(inputsOf(net, 'layer2.0.conv1'), ['layer1.1.relu_2']);
    assert.deepEqual(analyze(net).totals, analyze(cifarResnet(20)).totals);
  });
}

test('blocks apart change places, and those between them stay', () => {
  const net = withBlocksSwapped(cifarResnet(26), 'layer2.1', 'layer2.3');
  assert.deepEqual(inputsOf(net, 'layer2.3.conv1'), ['layer2.0.relu_2']);
  assert.deepEqual(inputsOf(net, 'layer2.2.conv1'), ['layer2.3.relu_2']);
  assert.deepEqual(inputsOf(net, 'layer2.1.conv1'), ['layer2.2.relu_2']);
  assert.deepEqual(inputsOf(net, 'layer3.0.conv1'), ['layer2.1.relu_2']);
});

test('swapped twice, a network is what it was', () => {
  const net = cifarResnet(26);
  const twice = withBlocksSwapped(withBlocksSwapped(net, 'layer3.1', 'layer3.3'), 'layer3.3', 'layer3.1');
  assert.deepEqual(twice, net);
});

/** Two layers of a "block" that are read by others, or that read two others. */
function tangled(kind: 'exits' | 'entries'): NetworkSpec {
  const g = new Graph('tangled', [4, 4, 2]);
  const one = { filters: 2, kernelSize: 1 } as const;
  const x = g.input();
  const other = g.conv2d(x, one, 'other');
  const a = g.conv2d(x, one, 'block.a');
  const b = g.conv2d(kind === 'entries' ? other : a, one, 'block.b');
  return g.build(kind === 'entries' ? g.add([a, b], 'block.sum') : g.add([a, b, other]));
}

const refusals: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a block that is not there',
    () => withoutBlock(cifarResnet(20), 'layer4.0'),
    'withoutBlock: "resnet20" has no block "layer4.0". Give the beginning of its layers\' names, such as "layer1.0".',
  ],
  [
    'a block that changes the shape',
    () => withoutBlock(cifarResnet(20), 'layer2.0'),
    'withoutBlock: "layer2.0" of "resnet20" makes [16, 16, 32] of [32, 32, 16], and what follows needs it. Choose a block that keeps the shape.',
  ],
  [
    'a block with two outputs',
    () => withoutBlock(tangled('exits'), 'block'),
    'withoutBlock: "block" of "tangled" reads 1 layers and gives 2 outputs. Choose a block with one of each.',
  ],
  [
    'a block with two inputs',
    () => withoutBlock(tangled('entries'), 'block'),
    'withoutBlock: "block" of "tangled" reads 2 layers and gives 1 outputs. Choose a block with one of each.',
  ],
  [
    'blocks of two shapes',
    () => withBlocksSwapped(cifarResnet(20), 'layer1.1', 'layer2.1'),
    'withBlocksSwapped: "layer1.1" works on [32, 32, 16], "layer2.1" on [16, 16, 32]. Choose two blocks of one shape.',
  ],
  [
    'a block and itself',
    () => withBlocksSwapped(cifarResnet(20), 'layer1.1', 'layer1.1'),
    'withBlocksSwapped: "layer1.1" and "layer1.1" share layers. Name two blocks apart.',
  ],
];
for (const [what, call, message] of refusals) {
  test(`${what} is refused`, () => assert.throws(call, { name: 'RangeError', message }));
}
