import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { filled } from '../../support/fill';
import { readGolden } from '../../support/golden';
import { filledInput, predict, torchOrder, useBackend } from '../support';

type Pair = readonly [number, number];

interface Case {
  readonly kind: 'conv' | 'transposed' | 'maxpool' | 'avgpool';
  readonly inputNCHW: readonly [number, number, number, number];
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
  readonly outChannels: number;
  readonly bias: boolean;
  readonly outputPadding: Pair;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly outputNCHW: readonly number[];
  readonly sum: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The case's one layer; its weights are called weight and bias, as those of a bare PyTorch module. */
function network(c: Case): NetworkSpec {
  const [, channels, height, width] = c.inputNCHW;
  const g = new Graph('case', [height, width, channels]);
  const shared = { strides: c.stride, padding: c.padding };
  const kernel = {
    ...shared,
    filters: c.outChannels,
    kernelSize: c.kernel,
    dilationRate: c.dilation,
    groups: c.groups,
  };
  const pool = { ...shared, poolSize: c.kernel, ceilMode: c.ceilMode };
  const x = g.input();
  switch (c.kind) {
    case 'conv':
      return g.build(g.conv2d(x, { ...kernel, useBias: c.bias }, 'm'));
    case 'transposed':
      return g.build(g.conv2dTranspose(x, { ...kernel, useBias: c.bias, outputPadding: c.outputPadding }, 'm'));
    case 'maxpool':
      return g.build(g.maxPooling2d(x, { ...pool, dilationRate: c.dilation }));
    case 'avgpool':
      return g.build(g.averagePooling2d(x, { ...pool, countIncludePad: c.countIncludePad }));
  }
}

/** PyTorch's values, filled from the names that a bare module has. */
function weights(c: Case): Map<string, { shape: number[]; data: Float32Array }> {
  if (c.kind === 'maxpool' || c.kind === 'avgpool') return new Map();
  const [, inChannels] = c.inputNCHW;
  const channels = c.kind === 'conv' ? [c.outChannels, inChannels / c.groups] : [inChannels, c.outChannels / c.groups];
  const shape = [...channels, ...c.kernel];
  const kernel = { shape, data: filled('weight', shape) };
  const bias = { shape: [c.outChannels], data: filled('bias', [c.outChannels]) };
  return new Map([['m.weight', kernel], ...(c.bias ? [['m.bias', bias] as const] : [])]);
}

for (const backendName of ['tensorflow', 'cpu']) {
  test(`300 convolutions and pools as in PyTorch, backend ${backendName}`, t => {
    useBackend(t, backendName);
    const before = tf.memory().numTensors;
    readGolden<Case[]>('conv').forEach((c, i) => {
      const name = `case ${i} ${JSON.stringify({ ...c, first: undefined, last: undefined, sum: undefined })}`;
      const net = network(c);
      const model = buildModel(net);
      loadStateDict(model, net, weights(c));
      const x = filledInput(c.inputNCHW);
      const y = predict(model, x);
      const values = torchOrder(y);
      const [n, channels, height, width] = c.outputNCHW;
      assert.deepEqual(y.shape, [n, height, width, channels], name);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const ends = [...values.slice(0, c.first.length), ...values.slice(-c.last.length)];
      assertClose(ends, [...c.first, ...c.last], 1e-5, name, scale);
      assertClose([values.reduce((sum, value) => sum + value, 0) / scale], [c.sum / scale], 1e-4, `${name} sum`);
      tf.dispose([x, y]);
      model.dispose();
    });
    assert.equal(tf.memory().numTensors, before);
  });
}
