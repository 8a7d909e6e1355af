import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silenced } from '../../lib/checkpoints/silenced';
import { inceptionModule, PAPER, TORCHVISION } from '../../lib/models/googlenet';
import { ndarray, sizeOf } from '../../lib/ops';
import { at, Graph, lookUp, type NamedArrays } from '../../lib/spec';
import { buildModel, layerOutput, loadStateDict, stateDict } from '../../lib/tfjs';

const array = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) });
const state: NamedArrays = new Map([
  ['a.weight', array([2, 1, 1, 2], [1, 2, 3, 4])],
  ['a.bias', array([2], [5, 6])],
  ['ab.weight', array([1, 1], [7])],
]);

test('the rows of a layer become 0, and nothing else does', () => {
  const off = silenced(state, 'a', [1]);
  assert.deepEqual([...lookUp(off, 'a.weight').data], [1, 2, 0, 0]);
  assert.deepEqual([...lookUp(off, 'a.bias').data], [5, 0]);
  assert.deepEqual([...lookUp(silenced(state, 'a'), 'a.weight').data], [0, 0, 0, 0]);
  // A name that begins alike is another layer, and the state itself stays.
  assert.deepEqual([...lookUp(silenced(state, 'a'), 'ab.weight').data], [7]);
  assert.deepEqual([...lookUp(state, 'a.weight').data], [1, 2, 3, 4]);
  assert.deepEqual([...lookUp(silenced(state, 'a', []), 'a.bias').data], [5, 6]);
});

test('an unknown layer or channel is named', () => {
  assert.throws(() => silenced(state, 'b'), /^RangeError: silenced: the state has no weights of a layer "b"\.$/);
  for (const channel of [2, -1, 0.5]) {
    assert.throws(
      () => silenced(state, 'a', [channel]),
      /^RangeError: silenced: "a" has the channels 0 to 1\. Received/,
    );
  }
});

for (const [name, variant, layer] of [
  ['with normalization', TORCHVISION, 'm.branch2.1.bn'],
  ['with biases', PAPER, 'm.branch2.1'],
] as const) {
  test(`a silenced branch of a module gives 0, and the others what they gave: ${name}`, () => {
    const g = new Graph('module', [4, 4, 3]);
    const net = g.build(inceptionModule(g, g.input(), [2, 2, 3, 2, 2, 1], variant, 'm'));
    const model = buildModel(net, { seed: 1 });
    const shape = [1, 4, 4, 3];
    const input = ndarray(
      shape,
      Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i)),
    );
    const before = layerOutput(model, input, 'm').data;
    loadStateDict(model, net, silenced(stateDict(model, net), layer));
    const after = layerOutput(model, input, 'm').data;
    before.forEach((value, i) => {
      const channel = i % 8; // two of the first branch, then three of the second
      assert.equal(at([...after], i), channel >= 2 && channel < 5 ? 0 : value, `channel ${channel}`);
    });
    assert.ok(before.some((value, i) => i % 8 >= 2 && i % 8 < 5 && value > 0));
    model.dispose();
  });
}
