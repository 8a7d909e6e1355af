import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { registry } from '../../lib/models';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { readGolden } from '../support/golden';

interface Row {
  readonly layer: string;
  readonly receptiveField: number;
  readonly jump: number;
  readonly start: number;
}

const golden = readGolden<Record<string, readonly Row[]>>('receptive_fields');

for (const [name, rows] of Object.entries(golden)) {
  test(`receptive fields of ${name} are those of the traced PyTorch model`, () => {
    const net = registry[name]?.build();
    assert.ok(net);
    const layers = new Map(analyze(net).layers.map(layer => [layer.name, layer]));
    for (const row of rows) {
      // torchvision holds convolution and pool of a pooled branch, and of a transition, in modules that have the same path here.
      const layer = layers.get(row.layer);
      assert.ok(layer, `no layer ${row.layer}`);
      assert.deepEqual(
        layer.receptiveField,
        { size: row.receptiveField, stride: row.jump, start: row.start },
        `${name} ${row.layer}`,
      );
    }
    assert.ok(rows.length > 5);
  });
}

test('a join spans from the earliest start to the latest end', () => {
  const g = new Graph('join', [16, 16, 1]);
  const x = g.input();
  const early = g.conv2d(
    x,
    {
      filters: 1,
      kernelSize: 3,
      padding: [
        [2, 0],
        [2, 0],
      ],
    },
    'early',
  ); // rows -2 … 0
  const late = g.conv2d(
    x,
    {
      filters: 1,
      kernelSize: 3,
      padding: [
        [0, 2],
        [0, 2],
      ],
    },
    'late',
  ); // rows 0 … 2
  const report = analyze(g.build(g.add([early, late])));
  assert.deepEqual(report.layers.at(-1)?.receptiveField, { size: 5, stride: 1, start: 0.5 });
});

test('layers whose units do not line up cannot be joined', () => {
  const joined = (name: string, beside: (g: Graph, x: string, strided: string) => [string, string]): NetworkSpec => {
    const g = new Graph('unequal', [16, 16, 1]);
    const x = g.input();
    return g.build(g.add(beside(g, x, g.maxPooling2d(x, { poolSize: 2 }, 'pool')), name));
  };
  const fits = joined('sum', (g, x, strided) => [x, g.resizeLike(strided, x, { method: 'nearest' }, 'up')]);
  assert.doesNotThrow(() => analyze(fits));
  const differs = joined('mixed', (g, x, strided) => [strided, g.crop(x, strided, { offset: 0 }, 'crop')]);
  assert.throws(() => analyze(differs), {
    name: 'RangeError',
    message:
      'add "mixed": inputs must have the same receptive-field stride. Received 2 and 1. Pool or resize one of them first.',
  });
});

test('height and width are kept apart where they differ', () => {
  const g = new Graph('oblong', [20, 30, 1]);
  const net = g.build(g.conv2d(g.input(), { filters: 1, kernelSize: [3, 7], strides: [1, 2] }, 'conv'));
  assert.deepEqual(analyze(net).layers.at(-1)?.receptiveField, { size: [3, 7], stride: [1, 2], start: [1.5, 3.5] });
});
