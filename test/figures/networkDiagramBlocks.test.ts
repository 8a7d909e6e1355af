import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxesOf, comfortableDepth, cut, edgesOf, type Item } from '../../lib/figures/diagram/blocks';
import { registry } from '../../lib/models';
import { Graph } from '../../lib/spec/graph';
import type { NetworkSpec } from '../../lib/spec/network';

/** Boxes as `name ×copies: ops of one copy`, frames as `name [ … ]`. */
function outline(items: readonly Item[]): string[] {
  return items.flatMap(item => {
    if (item.kind === 'frame') return [`${item.path} [`, ...outline(item.items), ']'];
    const { path, copies, layers } = item;
    const ops = layers.slice(0, layers.length / copies.length).map(({ op }) => op);
    return [`${path}${copies.length > 1 ? ` ×${copies.length}` : ''}: ${ops.join(' ')}`];
  });
}

function edgesIn(net: NetworkSpec, items: readonly Item[]): string[] {
  return edgesOf(net, boxesOf(items)).map(
    ({ from, to, sizeOnly }) => `${from.path} ${sizeOnly ? '..' : '->'} ${to.path}`,
  );
}

function model(name: string): NetworkSpec {
  const entry = registry[name];
  assert.ok(entry, name);
  return entry.build();
}

function chain(): NetworkSpec {
  const g = new Graph('chain', [32, 32, 3]);
  let x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 3, padding: 1 }, 'conv1'), 'relu1');
  x = g.relu(g.conv2d(x, { filters: 8, kernelSize: 3, padding: 1 }, 'conv2'), 'relu2');
  x = g.maxPooling2d(x, { poolSize: 2 }, 'pool');
  x = g.dropout(g.relu(g.dense(g.flatten(x), { units: 16 }, 'fc1'), 'relu3'), { rate: 0.5 });
  return g.build(g.softmax(g.dense(x, { units: 10 }, 'fc2')));
}

test('a chain: activations, dropout and softmax join the layer before, flatten the one after, equal neighbours share a box', () => {
  const net = chain();
  const items = cut(net, { depth: 1 });
  assert.deepEqual(outline(items), [
    'input: input',
    'conv1 ×2: conv2d activation',
    'pool: maxPooling2d',
    'fc1: flatten dense activation dropout',
    'fc2: dense softmax',
  ]);
  assert.deepEqual(edgesIn(net, items), ['input -> conv1', 'conv1 -> pool', 'pool -> fc1', 'fc1 -> fc2']);
});

test('a small layer whose input is read by others too does not join it', () => {
  const g = new Graph('shared', [8, 8, 4]);
  const x = g.conv2d(g.input(), { filters: 4, kernelSize: 1 }, 'conv1');
  const y = g.conv2d(g.relu(g.batchNormalization(x, {}, 'norm')), { filters: 4, kernelSize: 3, padding: 1 }, 'conv2');
  const net = g.build(g.add([y, x]));
  const items = cut(net, { depth: 1 });
  assert.deepEqual(outline(items), [
    'input: input',
    'conv1: conv2d',
    'conv2: batchNormalization activation conv2d',
    'add: add',
  ]);
  assert.deepEqual(edgesIn(net, items), ['input -> conv1', 'conv1 -> conv2', 'conv2 -> add', 'conv1 -> add']);
});

test('an output of the network stays the end of its box', () => {
  const g = new Graph('two outputs', [8, 8, 4]);
  const x = g.conv2d(g.input(), { filters: 4, kernelSize: 1 }, 'conv');
  const net = g.build(g.relu(x), x);
  assert.deepEqual(outline(cut(net, { depth: 1 })), ['input: input', 'conv: conv2d', 'relu: activation']);
});

test('a residual block: its function, its shortcut, and the join', () => {
  const net = model('basic_block');
  const items = cut(net, { depth: 2 });
  assert.deepEqual(outline(items), [
    'input: input',
    'residual_function [',
    'residual_function.0: conv2d batchNormalization activation',
    'residual_function.3: conv2d batchNormalization',
    ']',
    'add: add activation',
  ]);
  assert.deepEqual(edgesIn(net, items), [
    'input -> residual_function.0',
    'residual_function.0 -> residual_function.3',
    'residual_function.3 -> add',
    'input -> add',
  ]);
});

test('an inception module: four branches', () => {
  const net = model('inception');
  const items = cut(net, { depth: 2 });
  assert.deepEqual(edgesIn(net, items), [
    'input -> b1',
    'input -> b2.0',
    'b2.0 -> b2.1',
    'input -> b3.0',
    'b3.0 -> b3.1',
    'input -> b4.0',
    'b4.0 -> b4.1',
    'b1 -> concatenate',
    'b2.1 -> concatenate',
    'b3.1 -> concatenate',
    'b4.1 -> concatenate',
  ]);
  assert.deepEqual(outline(cut(net, { depth: 1 })), [
    'input: input',
    'b1: conv2d',
    'b2: conv2d conv2d',
    'b3: conv2d conv2d',
    'b4: maxPooling2d conv2d',
    'concatenate: concatenate',
  ]);
});

test('layers of a dense block are equal although their inputs grow, and the block is one box', () => {
  const net = model('densenet121');
  assert.equal(comfortableDepth(net), 3);
  assert.deepEqual(outline(cut(net, { depth: 3 })).slice(0, 9), [
    'input: input',
    'features [',
    'features.conv0: conv2d batchNormalization activation',
    'features.pool0: maxPooling2d',
    `features.denseblock1 ×6: ${'batchNormalization activation conv2d '.repeat(2)}concatenate`,
    'features.transition1 [',
    'features.transition1.conv: batchNormalization activation conv2d',
    'features.transition1.pool: averagePooling2d',
    ']',
  ]);
});

test('ResNet-50: stem, 3 + 4 + 6 + 3 blocks, head', () => {
  const net = model('resnet50');
  assert.equal(comfortableDepth(net), 2);
  const counts = outline(cut(net, { depth: 2 })).map(line => line.split(':')[0]);
  const stage = (i: number, more: number): string[] => [`layer${i} [`, `layer${i}.0`, `layer${i}.1 ×${more}`, ']'];
  assert.deepEqual(counts, [
    'input',
    'conv1',
    'maxpool',
    ...[stage(1, 2), stage(2, 3), stage(3, 5), stage(4, 2)].flat(),
    'avgpool',
    'fc',
  ]);
});

test('VGG-16 in its five stages', () => {
  const boxes = boxesOf(cut(model('vgg16'), { depth: 2 }));
  const convolutions = boxes.filter(({ layers }) => layers.some(({ op }) => op === 'conv2d'));
  assert.deepEqual(
    convolutions.map(({ copies }) => copies.length),
    [2, 2, 3, 3, 3],
  );
});

test('FCN-8s keeps its skips from pool3 and pool4, and what the crops take their size from', () => {
  const net = model('fcn8s');
  const edges = edgesIn(net, cut(net, { depth: 1 }));
  for (const edge of [
    'pool4 -> score_pool4',
    'score_pool4 -> score_pool4c',
    'upscore2 .. score_pool4c',
    'score_pool4c -> fuse_pool4',
    'upscore2 -> fuse_pool4',
    'pool3 -> score_pool3',
    'upscore_pool4 .. score_pool3c',
    'score_pool3c -> fuse_pool3',
    'input .. score',
  ]) {
    assert.ok(edges.includes(edge), edge);
  }
});

test('the depth that is chosen takes no repeated block apart and gives about 24 boxes at most', () => {
  const depths: Record<string, number> = {
    alexnet: 2,
    googlenet: 1,
    resnet20: 2,
    plain20: 2,
    fcn_resnet50: 3,
    fcn8s: 1,
  };
  for (const [name, depth] of Object.entries(depths)) assert.equal(comfortableDepth(model(name)), depth, name);
  for (const name of Object.keys(registry)) {
    const net = model(name);
    assert.ok(boxesOf(cut(net, { depth: comfortableDepth(net) })).length <= 25, name);
  }
});

test('expanding a block opens it in full, splits its repetition, and leaves the rest closed', () => {
  assert.deepEqual(outline(cut(model('resnet50'), { depth: 1, expand: 'layer2.1' })).slice(2), [
    'maxpool: maxPooling2d',
    outline(cut(model('resnet50'), { depth: 1 }))[3],
    'layer2 [',
    outline(cut(model('resnet50'), { depth: 2 })).find(line => line.startsWith('layer2.0')),
    'layer2.1 [',
    'layer2.1.conv1: conv2d batchNormalization activation',
    'layer2.1.conv2: conv2d batchNormalization activation',
    'layer2.1.conv3: conv2d batchNormalization',
    'layer2.1.add: add activation',
    ']',
    outline(cut(model('resnet50'), { depth: 2 }))
      .find(line => line.startsWith('layer2.1'))
      ?.replace('layer2.1 ×3', 'layer2.2 ×2'),
    ']',
    ...outline(cut(model('resnet50'), { depth: 1 })).slice(5),
  ]);
});

test('expanding what is one box already shows its layers one by one', () => {
  const googlenet = outline(cut(model('googlenet'), { depth: 1, expand: 'conv1' }));
  assert.deepEqual(googlenet.slice(0, 6), [
    'input: input',
    'conv1 [',
    'conv1.conv: conv2d',
    'conv1.bn: batchNormalization',
    'conv1.relu: activation',
    ']',
  ]);
  const alexnet = outline(cut(model('alexnet'), { depth: 2, expand: 'features.9' }));
  assert.deepEqual(alexnet.slice(6, 10), [
    'features.6: conv2d activation',
    'features.8: conv2d',
    'features.9: activation',
    'features.10: conv2d activation',
  ]);
});

test('a block that what leaves it comes back to stays open, so that no line points up', () => {
  const g = new Graph('unnamed activations', [8, 8, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 4, kernelSize: 3 }, 'block.a'));
  const net = g.build(g.conv2d(x, { filters: 4, kernelSize: 5 }, 'block.b'));
  assert.deepEqual(outline(cut(net, { depth: 1 })), [
    'input: input',
    'block [',
    'block.a: conv2d',
    'block.b: conv2d',
    ']',
    'relu: activation',
  ]);
});

test('every layer is in one box, and whatever a layer reads comes from its own box or over an edge', () => {
  for (const name of Object.keys(registry)) {
    const net = model(name);
    for (const depth of [1, 2, 3]) {
      const boxes = boxesOf(cut(net, { depth }));
      const edges = edgesOf(net, boxes);
      const boxOf = (layer: string): number[] =>
        boxes.flatMap(({ layers }, i) => (layers.some(other => other.name === layer) ? [i] : []));
      const wanted = new Set<string>();
      for (const layer of net.layers) {
        const own = boxOf(layer.name);
        assert.equal(own.length, 1, `${name}: ${layer.name}`);
        for (const input of layer.inputs) if (boxOf(input)[0] !== own[0]) wanted.add(`${input} to box ${own[0]}`);
      }
      assert.deepEqual(
        edges.map(({ layer, to }) => `${layer} to box ${boxes.indexOf(to)}`).sort(),
        [...wanted].sort(),
        `${name} at depth ${depth}`,
      );
    }
  }
});
