import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { type FamilyName, joined_layers, scaled_family } from '../../lib/models';

const shapeOf = (report: ReturnType<typeof analyze>, name: string): unknown =>
  report.layers.find(layer => layer.name === name)?.outputShape;

test('joined_layers: concatenation widens a block by its filters, and a transition keeps half', () => {
  const report = analyze(joined_layers({ join: 'concatenate', filters: [6, 6, 6] }));
  // 12, and five times 6 more: 42; half of it is 21, then 51; half of it is 25, then 55.
  assert.deepEqual(shapeOf(report, 'conv1'), [32, 32, 12]);
  assert.deepEqual(shapeOf(report, 'block1.4.join'), [16, 16, 42]);
  assert.deepEqual(shapeOf(report, 'trans1.pool'), [8, 8, 21]);
  assert.deepEqual(shapeOf(report, 'block2.4.join'), [8, 8, 51]);
  assert.deepEqual(shapeOf(report, 'block3.4.join'), [4, 4, 55]);
});

test('joined_layers: an addition costs nothing, and keeps the width of a block', () => {
  const filters = [4, 6, 8] as const;
  const [add, none] = [joined_layers({ join: 'add', filters }), joined_layers({ join: 'none', filters })];
  const [added, plain] = [analyze(add), analyze(none)];
  assert.deepEqual(shapeOf(added, 'block2.4.join'), [8, 8, 6]);
  assert.equal(added.totals.params, plain.totals.params);
  assert.equal(added.totals.macs, plain.totals.macs);
  // conv1; per block 5 layers of 9·f² and 2·f for the normalization; transitions; the last normalization and layer.
  const layers = filters.map(f => 5 * (9 * f * f + 2 * f)).reduce((a, b) => a + b);
  assert.equal(added.totals.params, 27 * 4 + layers + (4 * 6 + 8) + (6 * 8 + 12) + 16 + (8 * 10 + 10));
});

test('joined_layers: an unknown join is named', () => {
  const join = 'multiply' as 'add'; // as a caller without types may ask
  assert.throws(() => joined_layers({ join, filters: [4, 4, 4] }), /join must be 'concatenate', 'add' or 'none'/);
});

/** Layers with weights, as the family counts them. */
const DEPTHS: Readonly<Record<FamilyName, number>> = {
  alexnet: 8, // 5 convolutions, 3 dense
  vgg: 12, // 10, 2
  googlenet: 38, // 1, six modules of 6, 1
  resnet: 16, // 1, six blocks of 2, two projections, 1
  densenet: 40, // 1, 18 layers of 2, two transitions, 1
};

for (const family of Object.keys(DEPTHS) as FamilyName[]) {
  test(`scaled_family: ${family} has its layers at every width, and grows with it`, () => {
    const [narrow, wide] = [analyze(scaled_family(family, 0.3)), analyze(scaled_family(family, 0.9))];
    for (const { layers } of [narrow, wide]) {
      assert.equal(layers.filter(({ op }) => op === 'conv2d' || op === 'dense').length, DEPTHS[family]);
    }
    const ratio = wide.totals.macs / narrow.totals.macs;
    assert.ok(ratio > 4 && ratio < 10, `three times the width, ${ratio.toFixed(1)} times the MACs`);
  });

  test(`scaled_family: every convolution of ${family} is normalized`, () => {
    const { layers } = scaled_family(family, 0.5);
    const normalizations = layers.filter(({ op }) => op === 'batchNormalization').length;
    const convolutions = layers.filter(({ op }) => op === 'conv2d').length;
    // DenseNet normalizes before: once for each convolution but the first, once behind the first, once before the average.
    assert.equal(normalizations, convolutions + (family === 'densenet' ? 1 : 0));
  });
}

test('scaled_family: an unknown family or a width that is none is named', () => {
  assert.throws(
    () => scaled_family('lenet' as 'vgg', 1),
    /family must be 'alexnet', .* or 'densenet'\. Received 'lenet'/,
  );
  assert.throws(() => scaled_family('vgg', 0), /width must be above 0\. Received 0\./);
});
