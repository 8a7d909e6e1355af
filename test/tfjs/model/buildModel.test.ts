import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { analyze } from '../../../lib/arithmetic';
import * as models from '../../../lib/models';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { softmaxCrossEntropy } from '../../../lib/tfjs/kernels/loss';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { stateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';
import { predict, useBackend } from '../support';

/** One of each kind of layer, two outputs. */
function everyKind(): NetworkSpec {
  const g = new Graph('every-kind', [12, 10, 3]);
  let x = g.conv2d(
    g.input(),
    {
      filters: 4,
      kernelSize: 3,
      padding: [
        [1, 0],
        [0, 1],
      ],
      groups: 1,
    },
    'stem.0',
  );
  x = g.leakyRelu(g.batchNormalization(x, { epsilon: 1e-3 }, 'stem.1'), { slope: 0.1 });
  x = g.localResponseNormalization(g.maxPooling2d(x, { poolSize: 2, ceilMode: true }));
  const up = g.conv2dTranspose(x, { filters: 4, kernelSize: 3, strides: 2, outputPadding: 1, padding: 1 }, 'up');
  const down = g.averagePooling2d(up, { poolSize: 2, countIncludePad: false });
  const sum = g.add([g.crop(down, x, { offset: 0 }), x]);
  const wide = g.concatenate([
    g.padChannels(sum, { before: 1, after: 1 }),
    g.resizeLike(up, sum, { method: 'nearest' }),
  ]);
  const pooled = g.adaptiveAveragePooling2d(g.resize(wide, { method: 'bilinear', scale: 2 }), { outputSize: 3 });
  const head = g.dense(g.dropout(g.flatten(pooled), { rate: 0.3 }), { units: 5 }, 'head');
  return g.build(head, g.softmax(g.dense(g.globalAveragePooling2d(wide), { units: 2, useBias: false }, 'aux')));
}

function outputs(model: LayersModel, x: Tensor): Tensor[] {
  const y = model.predict(x);
  return Array.isArray(y) ? y : [y];
}

const image = (shape: readonly number[]): Tensor =>
  tf.tensor(
    Float32Array.from(
      uniforms(
        'image',
        shape.reduce((a, b) => a * b, 1),
      ),
      u => 2 * u - 1,
    ),
    [...shape],
  );

test('layers are named and shaped as in the network, and every output comes back', () => {
  const net = everyKind();
  const model = buildModel(net);
  const shapes = analyze(net).layers.map(layer => [layer.name, layer.outputShape]);
  assert.deepEqual(
    model.layers.map(layer => [layer.name, ...[layer.outputShape].flat().slice(1)]).sort(),
    shapes.map(([name, shape]) => [name, ...[shape].flat()]).sort(),
  );
  const results = outputs(model, image([3, 12, 10, 3]));
  assert.deepEqual(
    results.map(y => y.shape),
    [
      [3, 5],
      [3, 2],
    ],
  );
  assert.equal(model.countParams(), analyze(net).totals.params + analyze(net).totals.movingStatistics);
});

test('a saved model computes the same and keeps seeds and counts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'convnets-'));
  const model = buildModel(everyKind(), { seed: 5 });
  const x = image([2, 12, 10, 3]);
  model.apply(x, { training: true });
  await model.save(`file://${folder}`);
  const loaded = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
  rmSync(folder, { recursive: true });
  outputs(loaded, x).forEach((y, i) => {
    assertClose(y.dataSync(), outputs(model, x)[i]?.dataSync() ?? [], 0, `output ${i}`);
  });
  assert.deepEqual(stateDict(loaded, everyKind()), stateDict(model, everyKind()));
  const [again, first] = [loaded, model].map(m => m.apply(x, { training: true })) as [Tensor[], Tensor[]];
  assertClose(again[0]?.dataSync() ?? [], first[0]?.dataSync() ?? [], 1e-6, 'dropout');
});

test('predicting and training steps leave no tensor behind', () => {
  const model = buildModel(everyKind());
  const x = image([4, 12, 10, 3]);
  const labels = tf.tensor1d([0, 1, 2, 3], 'int32');
  const optimizer = tf.train.momentum(0.01, 0.9);
  const step = (): void => {
    const loss = optimizer.minimize(() => {
      const [logits] = model.apply(x, { training: true }) as [Tensor];
      return softmaxCrossEntropy(logits.as2D(4, 5), labels).mean().asScalar();
    }, true);
    loss?.dispose();
  };
  step();
  tf.dispose(outputs(model, x));
  const { numTensors, numDataBuffers } = tf.memory();
  for (let i = 0; i < 5; i++) {
    step();
    tf.dispose(outputs(model, x));
  }
  assert.equal(tf.memory().numTensors, numTensors);
  assert.equal(tf.memory().numDataBuffers, numDataBuffers);
});

test('disposing of a model frees all of it', () => {
  const before = tf.memory().numTensors;
  buildModel(everyKind()).dispose();
  assert.equal(tf.memory().numTensors, before);
});

test('moving statistics follow PyTorch: a tenth of the batch, the variance unbiased', t => {
  const g = new Graph('bn', [1, 2, 1]);
  const net = g.build(g.batchNormalization(g.input(), {}, 'bn'));
  for (const backendName of ['tensorflow', 'cpu']) {
    useBackend(t, backendName);
    const model = buildModel(net);
    // Mean 2.5, variance 5/3 with n − 1.
    model.apply(tf.tensor4d([1, 2, 3, 4], [2, 1, 2, 1]), { training: true });
    const state = stateDict(model, net);
    assertClose(state.get('bn.running_mean')?.data ?? [], [0.25], 1e-6, 'mean');
    assertClose(state.get('bn.running_var')?.data ?? [], [0.9 + 0.5 / 3], 1e-6, 'variance');
    assert.equal(state.get('bn.num_batches_tracked')?.data[0], 1);
    const y = predict(model, tf.tensor4d([2.25, 0.25], [1, 1, 2, 1]));
    assertClose(y.dataSync(), [2 / Math.sqrt(0.9 + 0.5 / 3 + 1e-5), 0], 1e-6, 'inference');
  }
});

test('dropout drops its share, scales the rest, and repeats with its seed only', () => {
  const g = new Graph('dropout', [100, 100, 1]);
  const net = g.build(g.dropout(g.input(), { rate: 0.3 }));
  const x = tf.ones([1, 100, 100, 1]);
  const run = (seed: number): Float32Array[] => {
    const model = buildModel(net, { seed });
    return [1, 2].map(() => (model.apply(x, { training: true }) as Tensor).dataSync<'float32'>());
  };
  const [first, second] = run(1);
  assert(first !== undefined && second !== undefined);
  const dropped = first.filter(value => value === 0).length / first.length;
  assert(Math.abs(dropped - 0.3) < 0.02, `dropped ${dropped}`);
  assert(first.every(value => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
  assert.notDeepEqual(first, second);
  assert.deepEqual(run(1), [first, second]);
  assert.notDeepEqual(run(2)[0], first);
  assert.deepEqual(predict(buildModel(net), x).dataSync(), x.dataSync());
});

test('weights come from the seed', () => {
  const net = models.cifarResnet(20);
  const weights = (seed: number): string => JSON.stringify([...stateDict(buildModel(net, { seed }), net).values()][0]);
  assert.equal(weights(1), weights(1));
  assert.notEqual(weights(1), weights(2));
});

test('a layer that does not fit is named', () => {
  const g = new Graph('bad', [5, 5, 64]);
  const net = g.build(g.conv2d(g.input(), { filters: 1, kernelSize: 7, strides: 2 }, 'layer2.0.conv2'));
  assert.throws(() => buildModel(net), {
    name: 'RangeError',
    message:
      `conv2d "layer2.0.conv2": kernelSize 7 does not fit input height 5 with padding 'valid'. ` +
      'Received inputShape [5, 5, 64], strides 2.',
  });
});

test('random networks have the shapes that arithmetic tells', () => {
  for (let seed = 0; seed < 60; seed++) {
    const net = randomNetwork(seed);
    const model = buildModel(net, { initializer: 'zeros' });
    const [output = ''] = net.outputs;
    const expected = analyze(net).layers.find(layer => layer.name === output)?.outputShape;
    const y = predict(model, tf.zeros([2, ...net.inputShape]));
    assert.deepEqual(y.shape, [2, ...(expected ?? [])], JSON.stringify(net));
    y.dispose();
    model.dispose();
  }
});

/** A few random layers on a random, mostly not square image; those that do not fit are left out. */
function randomNetwork(seed: number): NetworkSpec {
  const numbers = uniforms(`network${seed}`, 200);
  let used = 0;
  const whole = (from: number, to: number): number => from + Math.floor((numbers[used++] ?? 0) * (to - from + 1));
  const inputShape = [whole(5, 24), whole(5, 24), 4] as const;
  let net = chain(inputShape, []);
  const steps: Step[] = [];
  for (let i = 0; i < 5; i++) {
    const step = randomStep(whole, `layer${i}`);
    try {
      const longer = chain(inputShape, [...steps, step]);
      analyze(longer);
      net = longer;
      steps.push(step);
    } catch (error) {
      assert(error instanceof RangeError);
    }
  }
  return net;
}

type Step = (g: Graph, x: string) => string;

function chain(inputShape: readonly [number, number, number], steps: readonly Step[]): NetworkSpec {
  const g = new Graph('random', inputShape);
  return g.build(steps.reduce((x, step) => step(g, x), g.relu(g.input())));
}

function randomStep(whole: (from: number, to: number) => number, path: string): Step {
  const pair = (from: number, to: number): [number, number] => [whole(from, to), whole(from, to)];
  const flag = (): boolean => whole(0, 1) === 1;
  const window = { strides: pair(1, 3), padding: pair(0, 1) };
  const groups = flag() ? 4 : 1;
  const kernel = { ...window, filters: 4 * whole(1, 3), kernelSize: pair(1, 4), dilationRate: pair(1, 2), groups };
  const pool = { ...window, poolSize: pair(2, 3), ceilMode: flag() };
  const [chosen, choice, scale, size] = [flag(), whole(0, 6), [1.5, 1.2] as const, pair(1, 9)];
  const steps: readonly Step[] = [
    (g, x) => g.conv2d(x, kernel, path),
    (g, x) => g.conv2dTranspose(x, { ...kernel, outputPadding: chosen ? 1 : 0 }, path),
    (g, x) => g.maxPooling2d(x, pool),
    (g, x) => g.averagePooling2d(x, { ...pool, countIncludePad: chosen }),
    (g, x) => g.conv2d(x, { ...kernel, padding: 'same' }, path),
    (g, x) => g.resize(x, { method: chosen ? 'nearest' : 'bilinear', scale }),
    (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: size }),
  ];
  const step = steps[choice];
  assert(step !== undefined);
  return step;
}
