import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, type LedgerRow, ledger } from '../../lib/arithmetic';
import * as models from '../../lib/models';
import { Graph } from '../../lib/spec';

const sum = (rows: readonly LedgerRow[], column: 'params' | 'macs' | 'activations'): number =>
  rows.reduce((total, row) => total + row[column], 0);

test('AlexNet has five convolutions and three fully connected layers; the first row, worked out by hand', () => {
  const rows = ledger(analyze(models.alexnet_paper()));
  assert.deepEqual(
    rows.map(row => row.kind),
    [...Array<string>(5).fill('convolution'), ...Array<string>(3).fill('fully connected')],
  );
  assert.deepEqual(rows[0], {
    layer: 'net.0',
    kind: 'convolution',
    outputShape: [55, 55, 96],
    params: 11 * 11 * 3 * 96 + 96,
    macs: 55 * 55 * 96 * (11 * 11 * 3),
    // convolution, ReLU and normalization on 55 × 55, then the pool
    activations: 3 * 55 * 55 * 96 + 27 * 27 * 96,
    receptiveField: 11,
  });
  assert.equal(rows.at(-1)?.receptiveField, null);
});

test('normalization counts with its convolution, a transposed convolution is one, and the longer side is the field', () => {
  const g = new Graph('wide', [8, 8, 2]);
  const x = g.conv2d(g.input(), { filters: 4, kernelSize: [1, 3], padding: [0, 1], useBias: false }, 'conv');
  const y = g.relu(g.batchNormalization(x, {}, 'bn'));
  const net = g.build(g.conv2dTranspose(y, { filters: 1, kernelSize: 2, strides: 2 }, 'up'));
  const [first, second] = ledger(analyze(net));
  assert.equal(first?.params, 1 * 3 * 2 * 4 + 2 * 4);
  assert.equal(first?.activations, 3 * 8 * 8 * 4);
  assert.equal(first?.receptiveField, 3);
  assert.deepEqual([second?.kind, second?.params, second?.activations], ['convolution', 2 * 2 * 4 + 1, 16 * 16]);
});

test('the columns of every network add up to its totals', () => {
  for (const [name, { build }] of Object.entries(models.registry)) {
    const report = analyze(build());
    const rows = ledger(report);
    // Layers before the first kernel, as in the note's SingleLayer, belong to no row.
    const before = report.layers.slice(
      0,
      report.layers.findIndex(layer => layer.name === rows[0]?.layer),
    );
    for (const column of ['params', 'macs', 'activations'] as const) {
      const skipped = before.reduce((total, layer) => total + layer[column], 0);
      assert.equal(sum(rows, column) + skipped, report.totals[column], `${name}: ${column}`);
    }
  }
});
