import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyze } from '../../lib/arithmetic';
import { registry } from '../../lib/models';
import { Graph, type Layer, type NetworkSpec } from '../../lib/spec';
import { validate } from '../../lib/spec/validate';

/** A network in order: input → conv1 → relu → fc behind a flatten. */
function inOrder(): NetworkSpec {
  const g = new Graph('tiny', [8, 8, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 4, kernelSize: 3 }, 'conv1'));
  return g.build(g.dense(g.flatten(x), { units: 10 }, 'fc'));
}

/** The network with one layer changed. */
function changed(name: string, change: (layer: Layer) => Layer): NetworkSpec {
  const net = inOrder();
  return { ...net, layers: net.layers.map(layer => (layer.name === name ? change(layer) : layer)) };
}

const CASES: readonly (readonly [what: string, net: NetworkSpec, message: string])[] = [
  [
    'an input that is misspelled',
    changed('relu', layer => ({ ...layer, inputs: ['conv'] })),
    'activation "relu" of "tiny": reads "conv", and there is no layer of that name. Did you mean "conv1"?',
  ],
  [
    'an input that is like no other name',
    changed('relu', layer => ({ ...layer, inputs: ['somewhere'] })),
    'activation "relu" of "tiny": reads "somewhere", and there is no layer of that name.',
  ],
  [
    'an input that comes later',
    changed('conv1', layer => ({ ...layer, inputs: ['fc'] })),
    'conv2d "conv1" of "tiny": reads "fc", which comes later. List every layer after its inputs.',
  ],
  [
    'a layer that reads itself',
    changed('conv1', layer => ({ ...layer, inputs: ['conv1'] })),
    'conv2d "conv1" of "tiny": reads itself. Name the layer before it.',
  ],
  [
    'two layers of one name',
    changed('fc', layer => ({ ...layer, name: 'conv1' })),
    'dense "conv1" of "tiny": another layer has this name. Give every layer its own.',
  ],
  [
    'two inputs where one is meant',
    changed('conv1', layer => ({ ...layer, inputs: ['input', 'input'] })),
    'conv2d "conv1" of "tiny": takes 1 input. Received 2.',
  ],
  [
    'a sum of one',
    changed('relu', ({ name, inputs }) => ({ op: 'add', name, inputs })),
    'add "relu" of "tiny": takes 2 or more inputs. Received 1.',
  ],
  [
    'a resize of three',
    changed('relu', ({ name }) => ({
      ...{ op: 'resize', method: 'nearest', scale: 2, alignCorners: false, name },
      inputs: ['conv1', 'conv1', 'conv1'],
    })),
    'resize "relu" of "tiny": takes 1 or 2 inputs. Received 3.',
  ],
  [
    'a layer that nothing reads',
    changed('relu', layer => ({ ...layer, inputs: ['input'] })),
    'conv2d "conv1" of "tiny": no layer reads it, and it is no output. Connect it, or leave it out.',
  ],
  [
    'an op that there is not',
    // As it comes from a file or from plain JavaScript.
    changed('relu', layer => JSON.parse(JSON.stringify({ ...layer, op: 'conv3d' }))),
    'conv3d "relu" of "tiny": there is no op "conv3d". Did you mean "conv2d"?',
  ],
  [
    'an output that is misspelled',
    { ...inOrder(), outputs: ['fc1'] },
    '"tiny": gives out "fc1", and there is no layer of that name. Did you mean "fc"?',
  ],
  ['one output twice', { ...inOrder(), outputs: ['fc', 'fc'] }, '"tiny": gives out "fc" twice. Name each output once.'],
  [
    'no output',
    JSON.parse(JSON.stringify({ ...inOrder(), outputs: [] })),
    '"tiny": has no output. Name the layer whose output counts.',
  ],
  [
    'no input',
    { ...inOrder(), layers: [] },
    `"tiny": has no input. Begin with a layer { op: 'input' }, as Graph.input() does.`,
  ],
];

for (const [what, net, message] of CASES) {
  test(`${what} is refused, by analyze as well`, () => {
    assert.throws(() => validate(net), { name: 'RangeError', message });
    assert.throws(() => analyze(net), { name: 'RangeError', message });
  });
}

test('what is no network is told so', () => {
  const net = inOrder();
  assert.throws(() => validate(JSON.parse(JSON.stringify({ ...net, outputs: 'fc' }))), {
    name: 'TypeError',
    message: '"tiny": a network has lists of layers and outputs. Make it with Graph.',
  });
  const { inputs: _, ...odd } = net.layers[1] ?? { inputs: [] };
  assert.throws(() => validate(JSON.parse(JSON.stringify({ ...net, layers: [net.layers[0], odd] }))), {
    name: 'TypeError',
    message: 'conv2d "conv1" of "tiny": has no list of inputs. Make it with Graph.',
  });
});

test('every network of the registry is in order', () => {
  for (const { build } of Object.values(registry)) assert.doesNotThrow(() => validate(build()));
});

/** Networks of ReLUs and sums, each reading any layers before, as pairs of places counted back from the layer. */
const anyNetwork = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 2, maxLength: 12 })
  .map(choices => {
    const g = new Graph('any', [4, 4, 1]);
    const names = [g.input()];
    const unread = new Set<string>();
    for (const [first, second, joins] of choices) {
      const pick = (n: number): string => names[n % names.length] ?? 'input';
      const inputs = joins ? [pick(first), pick(second)] : [pick(first)];
      const name = joins ? g.add(inputs) : g.relu(pick(first));
      for (const input of inputs) unread.delete(input);
      names.push(name);
      unread.add(name);
    }
    const [output = 'input', ...others] = unread;
    return g.build(output, ...others);
  });

test('any network that the graph builds is in order, and one with a slip in it is refused', () => {
  fc.assert(
    fc.property(anyNetwork, fc.nat(), fc.constantFrom('misspelled', 'doubled', 'moved'), (net, at, slip) => {
      assert.equal(validate(net), net);
      const place = 1 + (at % (net.layers.length - 1));
      const { layers } = net;
      const broken = layers.map((layer, i): Layer => {
        if (i !== place) return layer;
        if (slip === 'misspelled') return { ...layer, inputs: layer.inputs.map(input => `${input}?`) };
        return slip === 'doubled' ? { ...layer, name: 'input' } : layer;
      });
      // A layer before the one that it reads.
      const order =
        slip === 'moved' ? [...broken.slice(place, place + 1), ...broken.filter((_, i) => i !== place)] : broken;
      assert.throws(() => validate({ ...net, layers: order }), RangeError);
    }),
    { seed: 7, numRuns: 300 },
  );
});
