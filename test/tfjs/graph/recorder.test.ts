import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { GraphSession } from '../../../lib/tfjs/graph/graphSession';
import { anewEachRun, inEachRun, Recorder } from '../../../lib/tfjs/graph/recorder';
import { ResourceVariable } from '../../../lib/tfjs/model/resourceVariable';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

interface Recorded {
  readonly recorder: Recorder;
  readonly output: string;
}

/** Records a function of one tensor. */
function recorded(shape: readonly number[], f: (x: Tensor) => Tensor): Recorded {
  const recorder = new Recorder();
  const x = tf.zeros([...shape]);
  recorder.input('x', x);
  const output = recorder.run(() => recorder.outputOf(f(x)));
  return { recorder, output };
}

/** Types of tf.tidy's do not know interfaces. */
function inTidy(f: () => Recorded): Recorded {
  const results: Recorded[] = [];
  tf.tidy(() => void results.push(f()));
  return at(results, 0);
}

const values = (shape: readonly number[]): Tensor =>
  tf.tensor(
    Float32Array.from(
      uniforms(
        'x',
        shape.reduce((size, length) => size * length, 1),
      ),
      u => 2 * u - 1,
    ),
    [...shape],
  );

const IMAGES = [2, 4, 4, 3];
const asImages = (x: Tensor): Tensor4D => tf.reshape(x, [2, 4, 4, 3]);

/** What losses and measurements are written with. */
const FUNCTIONS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  add: x => tf.add(x, 2),
  subBroadcast: x => tf.sub(x, tf.tensor1d([1, 2, 3])),
  mulDiv: x => tf.div(tf.mul(x, 3), tf.add(tf.abs(x), 1)),
  pow: x => tf.pow(tf.abs(x), 1.5),
  expLog: x => tf.log(tf.add(tf.exp(x), 1)),
  log1p: x => tf.log1p(tf.abs(x)),
  sqrt: x => tf.sqrt(tf.abs(x)),
  rsqrt: x => tf.rsqrt(tf.add(tf.square(x), 1)),
  square: x => tf.square(x),
  squaredDifference: x => tf.squaredDifference(x, 0.5),
  floorCeil: x => tf.add(tf.floor(x), tf.ceil(x)),
  round: x => tf.round(tf.mul(x, 10)),
  sign: x => tf.sign(x),
  clip: x => tf.clipByValue(x, -0.5, 0.5),
  maximum: x => tf.maximum(x, tf.neg(x)),
  minimum: x => tf.minimum(x, 0.1),
  sigmoid: x => tf.sigmoid(x),
  softplus: x => tf.softplus(x),
  tanh: x => tf.tanh(x),
  relu: x => tf.relu(x),
  leakyRelu: x => tf.leakyRelu(x, 0.1),
  elu: x => tf.elu(x),
  softmax: x => tf.softmax(x),
  logSoftmax: x => tf.logSoftmax(x),
  logSumExp: x => tf.logSumExp(x, -1),
  sum: x => tf.sum(x, [1, 2]),
  mean: x => tf.mean(x),
  max: x => tf.max(x, -1),
  min: x => tf.min(x, 0, true),
  prod: x => tf.prod(x, -1),
  moments: x => tf.moments(x, [0, 1]).variance,
  norm: x => tf.norm(x),
  cumsum: x => tf.cumsum(x, 3),
  argMax: x => tf.argMax(x, -1),
  argMin: x => tf.argMin(x, 0),
  topk: x => tf.topk(x, 2).values,
  equal: x => tf.equal(tf.argMax(x, -1), tf.argMin(x, -1)),
  greater: x => tf.greater(x, 0),
  less: x => tf.lessEqual(x, tf.neg(x)),
  logical: x => tf.logicalAnd(tf.greater(x, -0.5), tf.logicalNot(tf.less(x, 0.2))),
  where: x => tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
  cast: x => tf.cast(tf.greater(x, 0), 'float32'),
  castInt: x => tf.cast(tf.mul(x, 10), 'int32'),
  oneHot: x => tf.oneHot(tf.cast(tf.argMax(x, -1), 'int32'), 3),
  reshape: x => tf.reshape(x, [-1, 6]),
  transpose: x => tf.transpose(x, [3, 0, 2, 1]),
  expandDims: x => tf.expandDims(x, 2),
  squeeze: x => tf.squeeze(tf.slice(x, [0, 0, 0, 0], [1, 4, 4, 3])),
  slice: x => tf.slice(x, [0, 1, 1, 0], [2, 2, 3, 1]),
  stridedSlice: x => tf.stridedSlice(x, [0, 0, 0, 0], [2, 4, 4, 3], [1, 2, 2, 1]),
  concat: x => tf.concat([x, tf.neg(x)], 1),
  concatLast: x => tf.add(tf.concat([x, tf.neg(x)], -1), 1),
  splitLast: x => tf.concat(tf.split(x, [1, 2], -1).reverse(), -1),
  splitBack: x => tf.grad((y: Tensor) => tf.sum(tf.mul(tf.concat([y, tf.square(y)], -1), 2)))(x),
  matMulTurned: x => tf.relu(tf.matMul(tf.reshape(x, [2, 12, 4]), tf.reshape(x, [1, 8, 12]), true, true)),
  stack: x => tf.stack([x, x], 0),
  unstack: x => tf.add(...(tf.unstack(x, 0) as [Tensor, Tensor])),
  split: x => tf.add(...(tf.split(x, 2, 1) as [Tensor, Tensor])),
  gather: x => tf.gather(x, tf.tensor1d([2, 0], 'int32'), 3),
  gatherND: x =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [0, 1],
          [1, 2],
        ],
        [2, 2],
        'int32',
      ),
    ), // prettier-ignore
  tile: x => tf.tile(x, [1, 2, 1, 1]),
  pad: x =>
    tf.pad(x, [
      [0, 0],
      [1, 1],
      [0, 2],
      [0, 0],
    ]), // prettier-ignore
  reverse: x => tf.reverse(x, 1),
  broadcastTo: x => tf.broadcastTo(tf.sum(x, 0, true), [2, 4, 4, 3]),
  matMul: x => tf.matMul(tf.reshape(x, [8, 12]), tf.reshape(x, [8, 12]), false, true),
  dot: x => tf.dot(tf.reshape(x, [-1]), tf.reshape(x, [-1])),
  unsortedSegmentSum: x => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0], 'int32'), 2),
  conv2d: x => tf.conv2d(asImages(x), tf.ones([3, 3, 3, 2]), 1, 'same'),
  depthwiseConv2d: x => tf.depthwiseConv2d(asImages(x), tf.ones([3, 3, 3, 2]), 1, 'same'),
  avgPool: x => tf.avgPool(asImages(x), 2, 2, 'valid'),
  maxPool: x => tf.maxPool(asImages(x), 2, 2, 'same'),
  resizeBilinear: x => tf.image.resizeBilinear(asImages(x), [7, 5]),
  resizeNearest: x => tf.image.resizeNearestNeighbor(asImages(x), [8, 8]),
  cropAndResize: x =>
    tf.image.cropAndResize(asImages(x), tf.tensor2d([[0, 0, 1, 0.5]]), tf.tensor1d([1], 'int32'), [3, 3]), // prettier-ignore
  batchNorm: x => tf.batchNorm(asImages(x), [0, 0, 0], [1, 2, 3]),
  lrn: x => tf.localResponseNormalization(asImages(x), 1),
  sigmoidCrossEntropy: x => tf.losses.sigmoidCrossEntropy(tf.cast(tf.greater(x, 0), 'float32'), x),
  huber: x => tf.losses.huberLoss(tf.zerosLike(x), x),
  absoluteDifference: x => tf.losses.absoluteDifference(tf.onesLike(x), x),
  gradient: x => tf.grad((y: Tensor) => tf.sum(tf.mul(tf.sigmoid(y), tf.logSoftmax(y))))(x),
  gradientOfMean: x => tf.grad((y: Tensor) => tf.mean(tf.abs(y)))(x),
  gradientOfMax: x => tf.grad((y: Tensor) => tf.sum(tf.max(y, -1)))(x),
};

for (const [name, f] of Object.entries(FUNCTIONS)) {
  test(`recorded, ${name} gives the same`, () => {
    const { recorder, output } = inTidy(() => recorded(IMAGES, f));
    const session = new GraphSession(recorder.nodes);
    const x = values(IMAGES);
    const [actual] = session.run([{ name: 'x', tensor: x }, ...recorder.prepareRun()], [output]);
    const expected = f(x);
    assert.deepEqual(actual?.shape, expected.shape);
    assert.equal(actual?.dtype, expected.dtype);
    assertClose(actual?.dataSync() ?? [], expected.dataSync(), 1e-6, name);
    session.dispose();
    recorder.dispose();
  });
}

const data = (tensor: Tensor | undefined): number[] => [...(tensor?.dataSync() ?? [])];

test('constants and ops are told apart, and what is computed from constants is one', () => {
  const weights = tf.tensor1d([1, 2]);
  const { recorder, output } = inTidy(() => recorded([2], x => tf.mul(x, tf.square(weights))));
  assert.deepEqual(
    recorder.nodes.map(node => (node.kind === 'constant' ? [...new Float32Array(node.bytes.buffer)] : node.name)),
    ['x', [1, 4], 'Mul_2'],
  );
  assert.equal(output, 'Mul_2:0');
});

test('what looks at values has no graph, and the backend is as before', () => {
  const looks = (x: Tensor): Tensor => tf.mul(x, tf.abs(x).dataSync()[0] ?? 0);
  assert.throws(() => inTidy(() => recorded([2], looks)), {
    message: 'a value is looked at while it runs, so there is no fixed graph',
  });
  assert.deepEqual(data(tf.add([1, 2], 1)), [2, 3]);
});

test('texts are in no graph', () => {
  assert.throws(() => inTidy(() => recorded([1], x => tf.concat([x, tf.tensor1d(['a'])]))), {
    message: 'a tensor of the type string is used, which is not kept in graphs here',
  });
});

test('a graph that TensorFlow does not take is told from other failures', () => {
  const node = { kind: 'op', name: 'a', op: 'NoSuchOp', inputs: [], after: [], attributes: [] } as const;
  assert.throws(() => new GraphSession([node]), /^Error: TensorFlow cannot load the graph \(.*NoSuchOp/);
});

test('a graph that cannot be written down says so, and leaves no folder', t => {
  const before = process.env.TMPDIR;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  process.env.TMPDIR = '/no/such/folder';
  assert.throws(() => new GraphSession([]), /^Error: TensorFlow cannot load the graph \(ENOENT/);
});

test('a graph that was disposed of does not run, and is disposed of once', () => {
  const { recorder, output } = inTidy(() => recorded([], x => tf.add(x, 1)));
  const session = new GraphSession(recorder.nodes);
  session.dispose();
  session.dispose();
  assert.throws(() => session.run([{ name: 'x', tensor: tf.scalar(1) }], [output]), {
    message: 'The graph was disposed of. Compile it again.',
  });
});

test('values that are new in each run are asked for again, in their order', () => {
  const calls: string[] = [];
  const { recorder, output } = inTidy(() =>
    recorded([], x => {
      const a = anewEachRun(() => tf.scalar(calls.push('a')));
      inEachRun(() => calls.push('b'));
      return tf.add(x, a);
    }),
  );
  const session = new GraphSession(recorder.nodes);
  const run = (): number[] =>
    data(session.run([{ name: 'x', tensor: tf.scalar(0) }, ...recorder.prepareRun()], [output])[0]);
  assert.deepEqual([run(), run()], [[3], [5]]);
  assert.equal(calls.join(''), 'ababab');
  session.dispose();
});

test('a variable is changed after all that reads it, step after step', () => {
  const recorder = new Recorder();
  const [value, handle] = [tf.variable(tf.tensor1d([1, 2])), new ResourceVariable([2])];
  recorder.variable('w', value, handle.handle);
  const outputs = recorder.run(() => {
    const before = tf.mul(value, 10);
    handle.update('ResourceApplyGradientDescent', [tf.scalar(1), tf.tensor1d([-1, -1])]);
    const between = tf.mul(handle.read(), 100);
    handle.update('ResourceApplyGradientDescent', [tf.scalar(1), value]); // the value before all changes
    return [before, between].map(tensor => recorder.outputOf(tensor));
  });
  const after = recorder.read('w');
  const [peek, set] = [recorder.peek('w'), recorder.setter('set', new Map([['w', 'next']]))];
  const session = new GraphSession(recorder.nodes);
  session.run([{ name: 'next', tensor: tf.tensor1d([1, 2]) }], [set]);
  assert.deepEqual(data(session.run([], [peek])[0]), [1, 2]);
  assert.deepEqual(session.run([], [...outputs, after]).map(data), [
    [10, 20],
    [200, 300],
    [1, 1],
  ]); // prettier-ignore
  assert.deepEqual(session.run([], [...outputs, after]).map(data), [
    [10, 10],
    [200, 200],
    [1, 1],
  ]); // prettier-ignore
  assert.deepEqual(data(value), [1, 2]);
  session.dispose();
  handle.dispose();
});

test('recording computes nothing that only shapes count for', () => {
  const { recorder, output } = inTidy(() =>
    recorded([64, 128, 128, 64], x => {
      let y = x;
      for (let i = 0; i < 20; i++) y = tf.add(y, x); // 5 GB, if it were computed
      return tf.sum(tf.slice(y, [0, 0, 0, 0], [1, 1, 1, 1]));
    }),
  );
  assert.ok(process.resourceUsage().maxRSS < 3e6, `${process.resourceUsage().maxRSS} kB`);
  assert.ok(output.length > 0 && recorder.nodes.length > 20);
});
