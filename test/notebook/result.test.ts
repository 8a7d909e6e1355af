import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tfjs } from '../../lib';
import { analyze } from '../../lib/arithmetic';
import { registry } from '../../lib/models';
import type { NetworkEntry } from '../../lib/models/networkEntry';
import { arraySummary } from '../../lib/notebook/arraySummary';
import { networkSummary } from '../../lib/notebook/networkSummary';
import { resultBundle } from '../../lib/notebook/result';
import { at } from '../../lib/spec/at';

const lines = (bundle: object | undefined): string[] =>
  Object.assign({ 'text/plain': '' }, bundle)['text/plain'].split('\n');

test('the summary of every network is short, and its columns add up to the totals', () => {
  for (const [name, entry] of Object.entries<NetworkEntry>(registry)) {
    const net = entry.build();
    const { params, macs } = analyze(net).totals;
    const [caption = '', heading = '', ...rows] = lines(networkSummary(net));
    assert.ok(caption.startsWith(`network ${net.name}: input `), name);
    assert.ok(
      rows.length <= (name.startsWith('fcn') ? 52 : 30) && !rows.some(row => row.startsWith('…')),
      `${name}: ${rows.length}`,
    );
    const sum = (column: string): number => {
      const end = heading.indexOf(column) + column.length;
      const texts = rows.map(row => /[\d,]*$/.exec(row.padEnd(end).slice(0, end))?.[0] ?? '');
      return texts.reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
    };
    assert.deepEqual([sum('parameters'), sum('MACs')], [params, macs], name);
  }
});

test('a model that was not made from a network shows its layers and parameters', () => {
  const { tf } = tfjs;
  const layers = [
    tf.layers.dense({ units: 3, inputShape: [4], name: 'one' }),
    tf.layers.dense({ units: 1, name: 'two' }),
  ];
  const model = tf.sequential({ layers, name: 'own' });
  assert.deepEqual(lines(resultBundle(model)), [
    'model own: 2 layers, 19 parameters',
    'layer  operation  output  parameters',
    'one    Dense      3               15',
    'two    Dense      1                4',
  ]);
  model.dispose();
});

test('a model that was built for another input shows that input', () => {
  const net = registry.alexnet_mini.build();
  const model = tfjs.buildModel(net, { inputShape: [40, 40, 3] });
  assert.match(at(lines(resultBundle(model)), 0), /^model alexnet_mini: input 40×40×3, /);
  model.dispose();
});

test('an array has its shape, its range and its first values', () => {
  const data = Float32Array.from({ length: 1500 }, (_, i) => i / 7);
  assert.equal(
    arraySummary({ shape: [50, 30], data }),
    'array [50, 30], 1,500 numbers from 0 to 214.1\nfirst: 0, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1, 1.143, 1.286, 1.429, 1.571, …',
  );
  assert.equal(arraySummary({ shape: [1], data: [3] }), 'array [1], 1 number from 3 to 3\n3');
  assert.equal(arraySummary({ shape: [0], data: [] }), 'array [0], 0 numbers');
  const odd = [Number.NaN, Number.POSITIVE_INFINITY];
  assert.equal(
    arraySummary({ shape: [2], data: odd }),
    'array [2], 2 numbers from Infinity to Infinity, 1 of them NaN\nNaN, Infinity',
  );
});

test('what only looks like a network or an array is left alone', () => {
  const others: readonly object[] = [
    {},
    [1, 2],
    { name: 'a', inputShape: [1], outputs: [], layers: [3] },
    { name: 'a', inputShape: 'none', outputs: [], layers: [] },
    { shape: [2], data: new Float32Array(3) },
    { shape: [2], data: [1, 2] },
    { shape: ['a'], data: new Float32Array(1) },
  ];
  for (const other of others) assert.equal(resultBundle(other), undefined);
});
