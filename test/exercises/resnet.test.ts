import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { cifar10, cifar10Statistics, firstOfEachClass, imageAt } from '../../lib/datasets';
import { exercises } from '../../lib/exercises/resnet/exercises';
import { type DeepRecipe, learnsWithDepth } from '../../lib/exercises/resnet/recipe';
import { Interrupted } from '../../lib/jupyter/interrupt';
import { cifarPlain, cifarResnet } from '../../lib/models';
import { batchNormalization, conv2d, ndarray, zeros } from '../../lib/ops';
import { at, floatAt, Graph, type NetworkSpec } from '../../lib/spec';
import { buildModel, gradCam, loadStateDict, readSafetensors } from '../../lib/tfjs';
import { gradientStatistics } from '../../lib/training';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['resnet.1', 'a', /^The weights for it exist/],
  ['resnet.1', 'b', /^That would be overfitting/],
  ['resnet.1', 'd', /^Twice as many layers in a row/],
  ['resnet.1', 'worse', /^The answer is one of 'a', 'b', 'c', 'd'/],
  ['resnet.3', { B: 16 * 32 + 32 * 64, C: 14_240 }, /^B: You left out the normalizations\.$/],
  ['resnet.3', { B: 16 * 32 + 2 * 32, C: 14_240 }, /^B: This is the projection of stage 2/],
  ['resnet.3', { B: 32 * 64 + 2 * 64, C: 14_240 }, /^B: This is the projection of stage 3/],
  ['resnet.3', { B: 2_752 + 32 + 64, C: 14_240 }, /^B: These projections have biases/],
  ['resnet.3', { B: 16 * 32 + 4 * 32 + 32 * 64 + 4 * 64, C: 14_240 }, /^B: You counted the moving statistics/],
  ['resnet.3', { B: 9 * 16 * 32 + 64 + 9 * 32 * 64 + 128, C: 14_240 }, /^B: You took kernels of 3×3\.$/],
  ['resnet.3', { B: 2_752, C: 14_240 - 2_752 }, /^C: This is what C has more than B/],
  ['resnet.3', { B: 2_752, C: 2_560 + 3 * 256 + 2 * 1_024 + 2 * 4_096 }, /^C: You left out the normalizations/],
  ['resnet.3', { B: 2_752, C: 2_752 }, /^C: This is option B/],
  ['resnet.3', { B: 2_752, C: 2_752 + 3 * 288 + 3 * 1_088 + 3 * 4_224 }, /^C: You counted three more blocks/],
  ['resnet.3', { B: 2_752, C: 14_240 + 2 * (3 * 16 + 3 * 32 + 3 * 64) }, /^C: You counted the moving statistics/],
  ['resnet.3', { B: 2_752 }, /^C: not answered yet\.$/],
  ['resnet.4', 0.03, /^The answer is an object such as \{ shortcuts: false, rate: 0\.3 \}\.$/],
  ['resnet.4', { rate: 0.03 }, /shortcuts is true or false\.$/],
  ['resnet.4', { shortcuts: true, rate: 0 }, /rate is a number above 0\.$/],
  ['resnet.4', { shortcuts: true, rate: Number.NaN }, /rate is a number above 0\.$/],
  ['resnet.5', 'a', /^So it is with sigmoids/],
  ['resnet.5', 'b', /^Each layer changes it by a factor near 1/],
  ['resnet.7', 'truck', /^The answer is an object \{ A, B, C \}/],
  ['resnet.7', { A: 'ship', B: 'horse', C: 'automobile' }, /^A: Look again\. Map A is bright at the bottom right\.$/],
  ['resnet.7', { A: 'truck', B: 'cat', C: 'automobile' }, /^B: Look again\. Map B is bright at the top left\.$/],
  ['resnet.7', { A: 'truck', B: 'horse', C: 'ship' }, /^C: Look again\. Map C is weak/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('resnet.1, .3, .5 and .7: the right answers, and what projections cost is what the library counts', () => {
  const params = (net: NetworkSpec): number => analyze(net).totals.params;
  const B = params(cifarResnet(20, { shortcut: 'B' })) - params(cifarResnet(20));
  for (const [id, answer] of [
    ['resnet.1', 'c'],
    ['resnet.3', { B, C: B + 3 * (16 * 16 + 32) + 2 * (32 * 32 + 64) + 2 * (64 * 64 + 128) }],
    ['resnet.5', ' C '],
    ['resnet.7', { A: 'Truck', B: 'horse', C: 'automobile' }],
  ] as const) {
    assert.equal(judge(id, answer).kind, 'right', id);
  }
});

type Fold = (weights: number[], mean: number, variance: number, gamma: number, beta: number) => unknown;
const EPSILON = 1e-5;

test('resnet.2: loops and two points of the line are right, and give what convolution and normalization give', () => {
  const loop: Fold = (weights, mean, variance, gamma, beta) => {
    const folded: number[] = [];
    const deviation = Math.sqrt(variance + EPSILON);
    for (const weight of weights) folded.push((weight * gamma) / deviation);
    folded.push(beta - (gamma * mean) / deviation);
    return folded;
  };
  const line: Fold = (weights, mean, variance, gamma, beta) => {
    const y = (s: number): number => (gamma * (s - mean)) / Math.sqrt(variance + EPSILON) + beta;
    return Float64Array.from([...weights.map(weight => weight * (y(1) - y(0))), y(0)]);
  };
  for (const answer of [loop, line]) {
    assert.deepEqual(judge('resnet.2', answer), { kind: 'right', note: 'All 9 cases are right.' });
  }
  const [weights, mean, variance, gamma, beta] = [[0.2, -0.4], 0.3, 0.05, 1.5, -0.2] as const;
  const x = ndarray([1, 1, 1, 2], [3, 5]);
  const folded = loop([...weights], mean, variance, gamma, beta) as number[];
  const kernel = (values: readonly number[]) => ndarray([1, 1, 2, 1], values);
  const one = (value: number) => ndarray([1], [value]);
  const together = conv2d(x, kernel(folded.slice(0, 2)), one(at(folded, 2)));
  const apart = batchNormalization(conv2d(x, kernel(weights), null), {
    ...{ mean: one(mean), variance: one(variance), gamma: one(gamma), beta: one(beta) },
  });
  assert.ok(Math.abs(floatAt(together.data, 0) - floatAt(apart.data, 0)) < 1e-5);
});

const foldSlips: [Fold, RegExp][] = [
  [(w, m, v, g, b) => [...w.map(x => (x * g) / (v + EPSILON)), b - (m * g) / (v + EPSILON)], /divided by the variance/],
  [(w, m, v, g, b) => [...w.map(x => (x * g) / Math.sqrt(v)), b - (m * g) / Math.sqrt(v)], /You left out ε/],
  [
    (w, m, v, g, b) => [...w.map(x => (x * g) / (Math.sqrt(v) + EPSILON)), b - (m * g) / (Math.sqrt(v) + EPSILON)],
    /You added ε to the root/,
  ],
  [(w, _m, v, g, b) => [...w.map(x => (x * g) / Math.sqrt(v + EPSILON)), b], /The mean is missing from the bias/],
  [(w, m, v, g, b) => [...w.map(x => (x * g) / Math.sqrt(v + EPSILON)), b - m], /the factor belongs to it, too/],
  [
    (w, m, v, g, b) => [...w.map(x => (x * g) / Math.sqrt(v + EPSILON)), b + (m * g) / Math.sqrt(v + EPSILON)],
    /taken away, not added/,
  ],
  [
    (w, m, v, _g, b) => [...w.map(x => x / Math.sqrt(v + EPSILON)), b - m / Math.sqrt(v + EPSILON)],
    /γ is missing from the factor/,
  ],
  [(w, m, v, g, b) => [...w, b - (m * g) / Math.sqrt(v + EPSILON)], /The weights have to be scaled as well/],
  [
    (w, m, v, g, b) => [b - (m * g) / Math.sqrt(v + EPSILON), ...w.map(x => (x * g) / Math.sqrt(v + EPSILON))],
    /The bias goes to the end/,
  ],
  [w => w, /there must be 4 numbers, the weights and the bias\. Received 3\.$/],
  [() => 1, /the result must be a list of numbers\.$/],
];
for (const [i, [answer, message]] of foldSlips.entries()) {
  test(`resnet.2: slip ${i} is recognised`, () => assert.match(slipOf('resnet.2', answer), message));
}

/** What is said of a recipe whose two runs end with these training accuracies. */
async function verdictOn(recipe: Partial<DeepRecipe>, accuracies: readonly number[]): Promise<string> {
  const asked: unknown[] = [];
  const whole = { shortcuts: true, rate: 0.03, ...recipe };
  const verdict = await learnsWithDepth((given, seed) => {
    asked.push([given, seed]);
    return Promise.resolve(at(accuracies, seed));
  })(whole);
  assert.deepEqual(asked, [
    [whole, 0],
    [whole, 1],
  ]);
  return verdict.kind === 'slip' ? verdict.message : verdict.kind;
}

test('resnet.4: the mean of two seeds decides, and the advice follows recipe and mean', async () => {
  assert.equal(await verdictOn({}, [0.65, 0.75]), 'right');
  assert.equal(await verdictOn({ shortcuts: false }, [0.7, 0.7]), 'right');
  assert.equal(
    await verdictOn({ shortcuts: false }, [0.3, 0.28]),
    'Training accuracy of seeds 0 and 1: 30 % and 28 %. The mean is 29 %, and 70 % is asked for. What makes it easier for 32 layers to learn?',
  );
  assert.match(await verdictOn({ rate: 0.3 }, [0.17, 0.12]), /Is the rate too large\?$/);
  assert.match(await verdictOn({ rate: 0.001 }, [0.3, 0.3]), /Is there a better rate above yours\?$/);
  assert.match(await verdictOn({ rate: 0.1 }, [0.6, 0.6]), /Is there a better rate near yours\?$/);
});

test('resnet.4: a run that stops is a slip, and a learner who stops the check gets no verdict', async () => {
  const failing = learnsWithDepth(() => Promise.reject(new RangeError('the loss became NaN.')));
  const verdict = await failing({ shortcuts: true, rate: 9 });
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
  const stopped = learnsWithDepth(() => Promise.reject(new Interrupted()));
  await assert.rejects(async () => stopped({ shortcuts: true, rate: 1 }), Interrupted);
});

test('resnet.5: the gradient of the deep plain network grows about a thousand times', () => {
  const batch = firstOfEachClass(cifar10().train, 5);
  const ratioOf = (net: NetworkSpec): number => {
    const model = buildModel(net, { seed: 0, initializer: 'he' });
    const rows = gradientStatistics(model, batch, { scaling: cifar10Statistics, training: true });
    model.dispose();
    const relus = rows.filter(({ op }) => op === 'activation').map(({ output }) => output);
    assert.equal(relus.length, 43);
    return at(relus, 0) / at(relus, 42);
  };
  const filters = [8, 16, 32] as const;
  const [plain, residual] = [ratioOf(cifarPlain(44, { filters })), ratioOf(cifarResnet(44, { filters }))];
  assert.ok(plain > 300 && plain < 3_000, `${plain}`);
  assert.ok(residual > 1 && residual < 60, `${residual}`);
});

interface Plan {
  readonly blocks?: number;
  readonly wide?: readonly [number, number, number];
  readonly shortcuts?: boolean;
  readonly normalized?: boolean;
  readonly classes?: number;
}

/** A network of bottlenecks, as a learner may write it. */
function deep({ blocks = 4, wide = [16, 32, 64], shortcuts = true, normalized = true, classes = 10 }: Plan = {}) {
  const g = new Graph('thin', [32, 32, 3]);
  const layer = (x: string, filters: number, kernelSize: number, strides: number, path: string): string => {
    const y = g.conv2d(x, { filters, kernelSize, strides, padding: (kernelSize - 1) / 2, useBias: false }, path);
    return normalized ? g.batchNormalization(y, {}, `${path}.bn`) : y;
  };
  let x = g.relu(layer(g.input(), wide[0], 3, 1, 'conv1'));
  for (const [stage, f] of wide.entries()) {
    for (let i = 0; i < blocks; i++) {
      const [path, strides] = [`layer${stage}.${i}`, stage > 0 && i === 0 ? 2 : 1];
      let y = g.relu(layer(x, f / 4, 1, 1, `${path}.a`));
      y = g.relu(layer(y, f / 4, 3, strides, `${path}.b`));
      y = layer(y, f, 1, 1, `${path}.c`);
      const shortcut = strides === 1 ? x : layer(x, f, 1, strides, `${path}.shortcut`);
      x = g.relu(shortcuts ? g.add([y, shortcut]) : strides === 1 ? y : g.add([y, shortcut]));
    }
  }
  return g.build(g.dense(g.globalAveragePooling2d(x), { units: classes }, 'fc'));
}

/** Basic blocks on eight channels with strides in between, and one convolution that widens at the end. */
function widened(): NetworkSpec {
  const g = new Graph('widened', [32, 32, 3]);
  const normal = (x: string, filters: number, kernelSize: number, path: string): string =>
    g.batchNormalization(
      g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2, useBias: false }, path),
      {},
      `${path}.bn`,
    );
  let x = g.maxPooling2d(g.relu(normal(g.input(), 8, 3, 'first')), { poolSize: 2 });
  for (let i = 0; i < 18; i++) {
    const y = normal(g.relu(normal(x, 8, 3, `${i}.a`)), 8, 3, `${i}.b`);
    x = g.relu(g.add([x, y]));
  }
  return g.build(g.dense(g.globalAveragePooling2d(g.relu(normal(x, 64, 1, 'wide'))), { units: 10 }, 'fc'));
}

test('resnet.6: bottlenecks, and basic blocks with a wide end, are right', () => {
  const verdict = judge('resnet.6', deep());
  assert.ok(verdict.kind === 'right' && /Its ways have 4 to 38 layers with weights\.$/.test(verdict.note ?? ''));
  assert.equal(judge('resnet.6', widened()).kind, 'right');
});

const networkSlips: [name: string, answer: unknown, message: RegExp][] = [
  ['a number', 38, /^The answer is a network/],
  ['three blocks in each stage', deep({ blocks: 3 }), /^The longest way has 29 layers with weights, and 38 are/],
  ['no shortcuts', deep({ shortcuts: false }), /^The shortest way has 3[0-9] .*Where is there no shortcut\?$/],
  ['no normalization', deep({ normalized: false }), /^No normalization follows "conv1"\.$/],
  ['a narrow end', deep({ wide: [16, 16, 32] }), /^"fc" at the end reads 32 numbers, and at least 64 are asked for\.$/],
  ['twice as wide', deep({ wide: [32, 64, 128] }), /parameters too many/],
  ['a hundred classes', deep({ classes: 100 }), /^It gives \[100\], and \[10\] is asked for/],
  ['the library’s', cifarResnet(38, { filters: [8, 16, 32] }), /parameters too many/],
];
for (const [name, answer, message] of networkSlips) {
  test(`resnet.6: ${name} is recognised`, () => assert.match(slipOf('resnet.6', answer), message));
}

test('resnet.7: the maps are bright where the check says', async () => {
  const { test: pictures } = cifar10();
  const collage = zeros([64, 64, 3]);
  [7, 8, 3, 9].forEach((picture, n) => {
    const { data } = imageAt(pictures, picture);
    for (let row = 0; row < 32; row++) {
      const place = (32 * Math.floor(n / 2) + row) * 64 + 32 * (n % 2);
      collage.data.set(data.subarray(row * 96, row * 96 + 96), place * 3);
    }
  });
  const { mean, std } = cifar10Statistics;
  const x = ndarray(
    [1, 64, 64, 3],
    collage.data.map((value, i) => (value - at(mean, i % 3)) / at(std, i % 3)),
  );
  const net = cifarResnet(20);
  const model = buildModel(net, { initializer: 'zeros', inputShape: [64, 64, 3] });
  loadStateDict(model, net, await readSafetensors(join(__dirname, '../../data/weights/resnet20.safetensors')));
  /** The share of each quarter, and the largest value. */
  const look = (unit: number): { quarters: number[]; most: number } => {
    const { data } = gradCam(model, x, { layer: 'layer3.2.relu_2', unit }); // 16 × 16
    const sums = [0, 0, 0, 0];
    data.forEach((value, place) => {
      const quarter = 2 * Math.floor(place / 128) + Math.floor((place % 16) / 8);
      sums[quarter] = at(sums, quarter) + value;
    });
    const total = sums.reduce((a, b) => a + b, 0);
    return { quarters: sums.map(value => value / total), most: Math.max(...data) };
  };
  const [truck, horse, automobile] = [look(9), look(7), look(1)];
  assert.ok(at(truck.quarters, 3) > 0.7, 'A');
  assert.ok(at(horse.quarters, 0) > 0.7, 'B');
  assert.ok(at(automobile.quarters, 1) > 0.3 && at(automobile.quarters, 3) > 0.3, 'C lies on ship and truck');
  assert.ok(automobile.most < 0.6 * Math.min(truck.most, horse.most), 'C is weak');
  model.dispose();
});

test('every exercise says where it leads', () => {
  for (const { id, leadsTo } of exercises) assert.match(leadsTo, /\S.*[.?]$/, id);
});
