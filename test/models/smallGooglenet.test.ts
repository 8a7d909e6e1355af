import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { type SmallGooglenetOptions, small_googlenet } from '../../lib/models';

/** Weights, and a scale and a shift for each filter where there is normalization, or a bias. */
const convolution = (k: number, c: number, f: number, perFilter: number): number => k * k * c * f + perFilter * f;

/** The body worked out by hand; the third branch has 3×3 with normalization, 5×5 with biases. */
function body(perFilter: number, five: number): number {
  const modules = [
    [16, 12, 12, 16, 4, 8, 8],
    [44, 16, 16, 24, 4, 8, 8],
    [56, 24, 24, 36, 8, 12, 12],
    [84, 32, 32, 48, 8, 16, 16],
  ] as const;
  return modules.reduce(
    (sum, [c, n1, r3, n3, r5, n5, pool]) =>
      sum +
      convolution(1, c, n1, perFilter) +
      (convolution(1, c, r3, perFilter) + convolution(3, r3, n3, perFilter)) +
      (convolution(1, c, r5, perFilter) + convolution(five, r5, n5, perFilter)) +
      convolution(1, c, pool, perFilter),
    convolution(3, 3, 16, perFilter),
  );
}

const average = (112 + 1) * 10;
const hidden = (8 * 8 * 112 + 1) * 64 + (64 + 1) * 10;
const cases: [name: string, options: SmallGooglenetOptions, params: number][] = [
  ['an average', {}, body(2, 3) + average],
  ['a dense head', { head: 'dense' }, body(2, 3) + hidden],
  ['biases', { batchNormalization: false }, body(1, 5) + average],
  ['an auxiliary head behind the second module', { auxiliary: true }, body(2, 3) + average + (56 + 1) * 10],
];
for (const [name, options, params] of cases) {
  test(`the small GoogLeNet has the parameters worked out by hand: ${name}`, () => {
    assert.equal(analyze(small_googlenet(options)).totals.params, params);
  });
}

test('an auxiliary head comes after the main one, and dropout stands before the last layer that reads the maps', () => {
  assert.deepEqual(small_googlenet({ auxiliary: true }).outputs, ['head.fc', 'aux.fc']);
  const rates = small_googlenet({ head: 'dense', dropoutRate: 0.5 }).layers.flatMap(layer =>
    layer.op === 'dropout' ? [layer.rate] : [],
  );
  assert.deepEqual(rates, [0.5]);
});
