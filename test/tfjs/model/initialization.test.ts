import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph, type Layer } from '../../../lib/spec';
import { layerWeights } from '../../../lib/spec/ops/layerWeights';
import { type InitializationOptions, initialValues } from '../../../lib/tfjs/model/initialization';

function layerOf(add: (g: Graph, x: string) => string): Layer {
  const g = new Graph('one', [8, 8, 64]);
  const layer = g.build(add(g, g.input())).layers.at(-1);
  assert(layer !== undefined);
  return layer;
}

const conv = layerOf((g, x) => g.conv2d(x, { filters: 96, kernelSize: [3, 5], groups: 2 }, 'conv'));
const transposed = layerOf((g, x) =>
  g.conv2dTranspose(x, { filters: 64, kernelSize: 4, strides: 2, padding: 1 }, 'up'),
);
const dense = layerOf((g, x) => g.dense(g.globalAveragePooling2d(x), { units: 500 }, 'fc'));
const normalization = layerOf((g, x) => g.batchNormalization(x, {}, 'bn'));

function values(layer: Layer, name: string, options: InitializationOptions = {}): Float32Array {
  const input = layer.op === 'dense' ? [64] : [8, 8, 64];
  const weight = layerWeights(layer, [input]).find(candidate => candidate.name === name);
  assert(weight !== undefined);
  return initialValues(layer, weight, options);
}

function spread(x: Float32Array): { mean: number; variance: number; largest: number } {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
  return { mean, variance, largest: x.reduce((most, v) => Math.max(most, Math.abs(v)), 0) };
}

function assertUniform(x: Float32Array, bound: number, name: string): void {
  const { mean, variance, largest } = spread(x);
  assert(largest <= bound && largest > 0.97 * bound, `${name}: largest ${largest}, bound ${bound}`);
  // The variance of a uniform distribution on ±b is b² / 3.
  assert(Math.abs(variance / (bound ** 2 / 3) - 1) < 5 / Math.sqrt(x.length), `${name}: variance ${variance}`);
  assert(Math.abs(mean) < (4 * bound) / Math.sqrt(3 * x.length), `${name}: mean ${mean}`);
}

test('PyTorch draws kernels and biases from ±1/√(fan in)', () => {
  assertUniform(values(conv, 'kernel'), 1 / Math.sqrt(32 * 15), 'convolution, 2 groups');
  assertUniform(values(conv, 'bias'), 1 / Math.sqrt(32 * 15), 'bias');
  assertUniform(values(transposed, 'kernel'), 1 / Math.sqrt(64 * 16), 'transposed');
  assertUniform(values(dense, 'kernel'), 1 / 8, 'dense');
  assertUniform(values(dense, 'bias'), 1 / 8, 'bias of dense');
});

test('Glorot draws kernels from ±√(6 / (fan in + fan out))', () => {
  assertUniform(values(dense, 'kernel', { initializer: 'glorot' }), Math.sqrt(6 / 564), 'dense');
  assert(values(dense, 'bias', { initializer: 'glorot' }).every(v => v === 0));
});

test('He draws kernels from a normal distribution of variance 2 / fan in', () => {
  const x = values(conv, 'kernel', { initializer: 'he' });
  const { mean, variance } = spread(x);
  const expected = 2 / (32 * 15);
  assert(Math.abs(variance / expected - 1) < 5 * Math.sqrt(2 / x.length), `variance ${variance}`);
  assert(Math.abs(mean) < 4 * Math.sqrt(expected / x.length), `mean ${mean}`);
  const within = x.filter(v => Math.abs(v) < Math.sqrt(expected)).length / x.length;
  assert(Math.abs(within - 0.6827) < 0.01, `${within} within one deviation`);
  const kurtosis = x.reduce((sum, v) => sum + (v / Math.sqrt(variance)) ** 4, 0) / x.length;
  assert(Math.abs(kurtosis - 3) < 0.15, `kurtosis ${kurtosis}`);
});

test('normalization starts as the identity', () => {
  for (const [name, value] of Object.entries({ gamma: 1, beta: 0, movingMean: 0, movingVariance: 1 })) {
    assert(
      values(normalization, name, { initializer: 'he' }).every(v => v === value),
      name,
    );
  }
});

test('the same seed gives the same values, another seed or layer gives others', () => {
  const other = layerOf((g, x) => g.conv2d(x, { filters: 96, kernelSize: [3, 5], groups: 2 }, 'conv2'));
  assert.deepEqual(values(conv, 'kernel', { seed: 3 }), values(conv, 'kernel', { seed: 3 }));
  assert.notDeepEqual(values(conv, 'kernel', { seed: 3 }), values(conv, 'kernel', { seed: 4 }));
  assert.notDeepEqual(values(conv, 'kernel', { seed: 3 }), values(other, 'kernel', { seed: 3 }));
});

test('bilinear upsampling by 2 has the kernel of FCN: 1/4, 3/4, 3/4, 1/4 along each axis', () => {
  const x = values(transposed, 'kernel', { bilinearUpsampling: true });
  const profile = [0.25, 0.75, 0.75, 0.25];
  const at = (row: number, column: number, out: number, input: number): number | undefined =>
    x[((row * 4 + column) * 64 + out) * 64 + input];
  profile.forEach((vertical, row) => {
    profile.forEach((horizontal, column) => {
      assert.equal(at(row, column, 5, 5), vertical * horizontal);
      assert.equal(at(row, column, 5, 6), 0);
    });
  });
  assert(values(transposed, 'bias', { bilinearUpsampling: true }).every(v => v === 0));
});
