import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, fnv1a, uniforms } from './fill';

test('fnv1a gives the published hashes', () => {
  assert.equal(fnv1a(''), 0x811c9dc5);
  assert.equal(fnv1a('a'), 0xe40c292c);
  assert.equal(fnv1a('foobar'), 0xbf9cf968);
});

// Values below were computed with NumPy.
test('uniforms of "input" are those of the NumPy version', () => {
  const expected = [0.9803601200692356, 0.7923696131911129, 0.6291701074223965, 0.3096114071086049];
  assert.deepEqual([...uniforms('input', 4)], expected);
});

const cases: readonly [name: string, shape: number[], first: number, second: number, last: number][] = [
  ['input', [1, 1, 2, 2], 0.9607202410697937, 0.5847392082214355, -0.38077718019485474],
  ['features.0.weight', [4, 3, 3, 3], -0.3764519691467285, -0.27830687165260315, 0.03357693552970886],
  ['features.0.bias', [4], -0.08773423731327057, -0.027682369574904442, 0.08865977078676224],
  ['bn1.weight', [4], 0.7136114239692688, 0.5690997838973999, 0.5992158651351929],
  ['bn1.running_mean', [4], 0.09892299771308899, 0.03191976994276047, 0.07715126127004623],
  ['bn1.running_var', [4], 0.6568080186843872, 0.5351924300193787, 1.1390554904937744],
  ['fc.weight', [2, 6], -0.679984450340271, 0.36489051580429077, 0.9007191061973572],
  ['bn1.num_batches_tracked', [], 0, 0, 0],
];

for (const [name, shape, first, second, last] of cases) {
  test(`filled("${name}", [${shape}]) follows the rule of its name`, () => {
    const values = filled(name, shape);
    const length = shape.reduce((product, size) => product * size, 1);
    assert.equal(values.length, length);
    assert.deepEqual([values[0], values[Math.min(1, length - 1)], values[length - 1]], [first, second, last]);
  });
}
