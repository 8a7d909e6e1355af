import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-node';
import { cifarResnet } from '../../../lib/models/cifarResnet';
import { tf } from '../../../lib/tfjs/backend';
import { softmaxCrossEntropy } from '../../../lib/tfjs/kernels/loss';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict, stateDict } from '../../../lib/tfjs/model/stateDict';
import { adam, adamW, type Optimizer, sgd } from '../../../lib/training/optimizers';
import { filled, uniforms } from '../../support/fill';
import { readGolden } from '../../support/golden';

/** Ends and sums of a vector. */
interface Head {
  readonly abs: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

interface Run {
  readonly losses: readonly number[];
  readonly 'bn1.running_mean': Head;
  readonly 'bn1.running_var': Head;
}

type RunName = 'sgd' | 'nesterov' | 'adam' | 'adamw';

interface Golden {
  readonly runs: Readonly<Record<RunName, Run>>;
  readonly stateDict: Readonly<Record<string, readonly number[]>>;
}

const golden = readGolden<Golden>('training');
const net = cifarResnet(20, { shortcut: 'B' });

/** The settings of make_golden_training.py; torch.optim.AdamW's own weight decay is 1e-2. */
const OPTIMIZERS: Readonly<Record<string, { make(): Optimizer; learningRate: number }>> = {
  sgd: { make: () => sgd({ momentum: 0.9, weightDecay: 5e-4 }), learningRate: 0.002 },
  nesterov: { make: () => sgd({ momentum: 0.9, nesterov: true }), learningRate: 0.002 },
  adam: { make: () => adam(), learningRate: 1e-4 },
  adamw: { make: () => adamW(), learningRate: 1e-4 },
};

function filledModel(): LayersModel {
  const model = buildModel(net);
  const entries = Object.entries(golden.stateDict).map(
    ([name, shape]) => [name, { shape: [...shape], data: filled(name, shape) }] as const,
  );
  loadStateDict(model, net, new Map(entries));
  return model;
}

/** Images [32, 32, 32, 3] and labels [32] of batch `b`. */
function batch(b: number): { images: Tensor; labels: Tensor1D } {
  const values = Float32Array.from(uniforms(`batch${b}`, 32 * 3 * 32 * 32), u => 2 * u - 1);
  const images = tf.transpose(tf.tensor4d(values, [32, 3, 32, 32]), [0, 2, 3, 1]);
  return {
    images,
    labels: tf.tensor1d(
      Int32Array.from(uniforms(`labels${b}`, 32), u => Math.floor(10 * u)),
      'int32',
    ),
  };
}

function isMatrix(y: unknown): y is Tensor2D {
  return y instanceof tf.Tensor && y.rank === 2;
}

function trainingStep(model: LayersModel, optimizer: Optimizer, learningRate: number, b: number): number {
  return tf.tidy(() => {
    const { images, labels } = batch(b);
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(images, { training: true });
      assert(isMatrix(logits));
      return softmaxCrossEntropy(logits, labels).mean().asScalar();
    });
    const variables = Object.keys(grads).map((name): Variable => {
      const variable = tf.engine().registeredVariables[name];
      assert(variable !== undefined);
      return variable;
    });
    optimizer.apply(variables, Object.values(grads), learningRate);
    return value.dataSync()[0] ?? Number.NaN;
  });
}

function assertHead(values: Float32Array, head: Head, name: string): void {
  const ends = [...values.slice(0, head.first.length), ...values.slice(-head.last.length)];
  for (const [i, expected] of [...head.first, ...head.last].entries()) {
    const difference = Math.abs((ends[i] ?? Number.NaN) - expected);
    assert(difference <= 1e-3 * (head.abs / values.length), `${name}: ${ends[i]}, expected ${expected}`);
  }
}

for (const [name, { make, learningRate }] of Object.entries(OPTIMIZERS)) {
  test(`${name}: 30 losses and the moving statistics of ResNet-20 as in PyTorch`, () => {
    const run = golden.runs[name as RunName]; // OPTIMIZERS has the same names
    const model = filledModel();
    const optimizer = make();
    for (const [s, expected] of run.losses.entries()) {
      const loss = trainingStep(model, optimizer, learningRate, s % 10);
      assert(Math.abs(loss - expected) <= 5e-3, `step ${s}: loss ${loss}, expected ${expected}`);
    }
    const state = stateDict(model, net);
    for (const key of ['bn1.running_mean', 'bn1.running_var'] as const) {
      assertHead(state.get(key)?.data ?? new Float32Array(), run[key], key);
    }
    optimizer.dispose();
    model.dispose();
  });
}
