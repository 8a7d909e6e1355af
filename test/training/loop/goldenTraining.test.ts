import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { cifarResnet } from '../../../lib/models/cifarResnet';
import { tf } from '../../../lib/tfjs/backend';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict, stateDict } from '../../../lib/tfjs/model/stateDict';
import { compileStep } from '../../../lib/training/loop/compiledStep';
import { type StepInput, trainingStep } from '../../../lib/training/loop/step';
import { adam, adamW, type Optimizer, sgd } from '../../../lib/training/optimizers';
import { classification } from '../../../lib/training/tasks/classification';
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
function batch(b: number): StepInput {
  const values = Float32Array.from(uniforms(`batch${b}`, 32 * 3 * 32 * 32), u => 2 * u - 1);
  const images = tf.tidy(() => tf.transpose(tf.tensor4d(values, [32, 3, 32, 32]), [0, 2, 3, 1]));
  const data = images.dataSync<'float32'>();
  images.dispose();
  const labels = Int32Array.from(uniforms(`labels${b}`, 32), u => Math.floor(10 * u));
  return { images: data, shape: [32, 32, 32, 3], targets: { label: { shape: [32], data: labels } } };
}

const task = classification();

/** Takes a step in one of two ways; both give the loss before it. */
type Stepper = { step(input: StepInput, learningRate: number): number; dispose(): void };
const STEPPERS: Readonly<Record<string, (model: LayersModel, optimizer: Optimizer) => Stepper>> = {
  'op by op': (model, optimizer) => ({
    step: (input, learningRate) => trainingStep(model, input, { task, optimizer, learningRate }).loss,
    dispose: () => undefined,
  }),
  compiled: (model, optimizer) => {
    const compiled = compileStep(model, batch(0), { task, optimizer });
    return { step: (input, rate) => compiled.run(input, rate).loss, dispose: () => compiled.dispose() };
  },
};

function assertHead(values: Float32Array, head: Head, name: string): void {
  const ends = [...values.slice(0, head.first.length), ...values.slice(-head.last.length)];
  for (const [i, expected] of [...head.first, ...head.last].entries()) {
    const difference = Math.abs((ends[i] ?? Number.NaN) - expected);
    assert(difference <= 1e-3 * (head.abs / values.length), `${name}: ${ends[i]}, expected ${expected}`);
  }
}

for (const [name, { make, learningRate }] of Object.entries(OPTIMIZERS)) {
  for (const [way, stepper] of Object.entries(STEPPERS)) {
    test(`${name}, ${way}: 30 losses and the moving statistics of ResNet-20 as in PyTorch`, () => {
      const run = golden.runs[name as RunName]; // OPTIMIZERS has the same names
      const model = filledModel();
      const optimizer = make();
      const { step, dispose } = stepper(model, optimizer);
      for (const [s, expected] of run.losses.entries()) {
        const loss = step(batch(s % 10), learningRate);
        assert(Math.abs(loss - expected) <= 5e-3, `step ${s}: loss ${loss}, expected ${expected}`);
      }
      const state = stateDict(model, net);
      for (const key of ['bn1.running_mean', 'bn1.running_var'] as const) {
        assertHead(state.get(key)?.data ?? new Float32Array(), run[key], key);
      }
      dispose();
      optimizer.dispose();
      model.dispose();
    });
  }
}
