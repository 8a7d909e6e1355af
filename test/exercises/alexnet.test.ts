import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyze, ledger } from '../../lib/arithmetic';
import { cifar10, cifar10Statistics, experiment, firstOfEachClass, photograph } from '../../lib/datasets';
import { exercises } from '../../lib/exercises/alexnet/exercises';
import { learnsItsPictures, type Recipe } from '../../lib/exercises/alexnet/recipe';
import { Interrupted } from '../../lib/jupyter/interrupt';
import { alexnet_mini, alexnet_paper, alexnet_two_tower } from '../../lib/models';
import { localResponseNormalization, ndarray, transpose, zeros } from '../../lib/ops';
import { at, Graph, type NetworkSpec } from '../../lib/spec';
import { buildModel, conv2d, readSafetensors } from '../../lib/tfjs';
import { gradientStatistics } from '../../lib/training';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['alexnet.1', 6 * 6 * 256, /^This is the number for 227 pixels/],
  ['alexnet.1', 7 * 7, /^These are the places/],
  ['alexnet.1', 15 * 15 * 256, /^This is what pool5 reads/],
  ['alexnet.1', 8 * 8 * 256, /^You have 8×8 places\. .* rounds down/],
  ['alexnet.1', 7 * 7 * 128, /^This is one of the two towers/],
  ['alexnet.1', 7 * 7 * 384, /^You took 384 channels\. The fifth convolution has 256/],
  ['alexnet.1', 1, /^1 is not the number that was asked for\.$/],
  ['alexnet.2', 'a', /^conv1 reads the picture and conv3 reads both towers already/],
  ['alexnet.2', 'c', /^The fully connected layers read both towers already/],
  ['alexnet.2', 'd', /^Look at conv3 in the table/],
  ['alexnet.2', 'conv2', /^The answer is one of 'a', 'b', 'c', 'd'/],
  ['alexnet.3', 'a', /^Every sigmoid on the way multiplies it/],
  ['alexnet.3', 'b', /^That is what ReLU and tanh come to/],
  ['alexnet.3', 'c', /^So it would be if the weights changed nothing/],
  ['alexnet.5', 'a', /^Without it the accuracy is not higher here/],
  ['alexnet.5', 'b', /^This changes little/],
  ['alexnet.5', 'd', /^It would be after a long training/],
  ['alexnet.6', 0.002, /^The answer is an object such as/],
  ['alexnet.6', { rate: 0.002, epochs: 40 }, /dropoutRate is a number from 0 up to, but without, 1\.$/],
  ['alexnet.6', { dropoutRate: 1, rate: 0.002, epochs: 40 }, /dropoutRate is a number from 0 up to/],
  ['alexnet.6', { dropoutRate: 0, rate: 0, epochs: 40 }, /rate is a number above 0\.$/],
  ['alexnet.6', { dropoutRate: 0, rate: Number.NaN, epochs: 40 }, /rate is a number above 0\.$/],
  ['alexnet.6', { dropoutRate: 0, rate: 0.002, epochs: 49 }, /epochs is a whole number from 1 to 48\.$/],
  ['alexnet.6', { dropoutRate: 0, rate: 0.002, epochs: 1.5 }, /epochs is a whole number from 1 to 48\.$/],
  ['alexnet.7', 15, /^The answer is an object \{ A, B, C \}/],
  ['alexnet.7', { A: 7, B: 23, C: 7 }, /^A: Look again\. Map A has upright lines[^:]*$/],
  ['alexnet.7', { A: 15, B: 8, C: 7 }, /^B: Look again\. Map B is below zero nearly everywhere[^:]*$/],
  ['alexnet.7', { A: 15, B: 23, C: 15 }, /^C: Look again\. Map C has level lines[^:]*$/],
  ['alexnet.7', { A: 15, B: 23, C: 3 }, /^C: 3 is not the number/],
  ['alexnet.7', { A: 15, B: 23 }, /^C: not answered yet\.$/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('alexnet.1, .2, .3, .5 and .7: the right answers', () => {
  const sides = [(259 - 11) / 4 + 1];
  for (let pool = 0; pool < 3; pool++) sides.push(Math.floor((at(sides, pool) - 3) / 2) + 1);
  assert.deepEqual(sides, [63, 31, 15, 7]);
  assert.equal(judge('alexnet.1', at(sides, 3) ** 2 * 256).kind, 'right');
  for (const [id, answer] of [
    ['alexnet.2', ' B'],
    ['alexnet.3', 'd'],
    ['alexnet.5', 'C'],
    ['alexnet.7', { C: 7, B: 23, A: 15 }],
  ] as const) {
    assert.equal(judge(id, answer).kind, 'right', id);
  }
});

test('alexnet.1 and .2: what the exercises say about AlexNet is what the network has', () => {
  const flatOf = (side: number) =>
    analyze(alexnet_paper(), { inputShape: [side, side, 3] }).layers.find(({ op }) => op === 'flatten')?.outputShape;
  assert.deepEqual([flatOf(227), flatOf(259)], [[9216], [12_544]]);
  const [one, two] = [alexnet_paper(), alexnet_two_tower()].map(net =>
    ledger(analyze(net)).map(({ params }) => params),
  );
  assert.ok(one && two);
  const more = one.map((params, i) => params - at(two, i));
  assert.deepEqual(
    more.flatMap((params, i) => (params > 0 ? [`layer ${i + 1}`] : [])),
    ['layer 2', 'layer 4', 'layer 5'],
  );
  assert.equal(
    more.reduce((sum, params) => sum + params, 0),
    1_413_120,
  );
});

test('alexnet.3: the gradient through seven sigmoids is less than a millionth', () => {
  const batch = firstOfEachClass(cifar10().train, 2);
  const ratioOf = (activation: 'relu' | 'tanh' | 'sigmoid', initializer: 'he' | 'glorot'): number => {
    const model = buildModel(alexnet_mini({ activation }), { seed: 0, initializer });
    const outputs = gradientStatistics(model, batch, { scaling: cifar10Statistics }).flatMap(({ weights, output }) =>
      weights === null ? [] : [output],
    );
    assert.equal(outputs.length, 8);
    return at(outputs, 0) / at(outputs, 7);
  };
  assert.ok(ratioOf('sigmoid', 'glorot') < 1e-6);
  for (const ratio of [ratioOf('relu', 'he'), ratioOf('tanh', 'glorot')]) {
    assert.ok(ratio > 0.002 && ratio < 0.05, `${ratio}`);
  }
});

test('alexnet.5: the stored runs say which part costs most', () => {
  const rows = experiment('alexnet-parts').filter(({ epoch }) => epoch === 16);
  const accuracyOf = (name: string): number => {
    const values = rows.filter(({ variant }) => variant === name).map(({ testAccuracy }) => Number(testAccuracy));
    assert.equal(values.length, 10);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const complete = accuracyOf('complete');
  assert.ok(accuracyOf('no-normalization') < complete);
  assert.ok(Math.abs(accuracyOf('no-overlap') - complete) < 0.02);
  assert.ok(accuracyOf('no-dropout') > Math.max(complete, accuracyOf('no-overlap')) + 0.02);
});

test('alexnet.7: the maps have what the check says of them', async () => {
  const state = await readSafetensors(join(__dirname, '../../data/weights/alexnet_mini.safetensors'));
  const filters = transpose(state.get('conv1.weight') ?? zeros([24, 3, 5, 5]), [2, 3, 1, 0]);
  const { shape, data } = photograph('chelsea', { size: 96 });
  const { mean, std } = cifar10Statistics;
  const scaled = Array.from(data, (value, i) => (value - at(mean, i % 3)) / at(std, i % 3));
  const maps = Array.from(conv2d(ndarray([1, ...shape], scaled), filters, null, { padding: 2 }).data);
  const inside = Array.from({ length: 88 }, (_, i) => i + 4);
  /** Changes from column to column over changes from row to row, and the share of places below zero. */
  const look = (filter: number): { upright: number; negative: number } => {
    const value = (m: number, n: number): number => at(maps, (m * 96 + n) * 24 + filter);
    let [columns, rows, negative] = [0, 0, 0];
    for (const m of inside) {
      for (const n of inside) {
        columns += (value(m, n) - value(m, n - 1)) ** 2;
        rows += (value(m, n) - value(m - 1, n)) ** 2;
        negative += value(m, n) < 0 ? 1 : 0;
      }
    }
    return { upright: columns / rows, negative: negative / inside.length ** 2 };
  };
  assert.ok(look(15).upright > 4, 'A');
  assert.ok(look(23).negative > 0.9, 'B');
  assert.ok(look(7).upright < 1 / 4, 'C');
  const eight = look(8);
  assert.ok(eight.upright > 1 / 4 && eight.upright < 4 && eight.negative < 0.9, JSON.stringify(eight));
});

type Normalize = (a: number[]) => unknown;
/** A learner's function with loops, and the places where it may go wrong. */
function normalize(
  a: number[],
  { left = 2, right = 2, alpha = 1e-4, beta = 0.75, k = 2, itself = true } = {},
): number[] {
  return a.map((value, i) => {
    let squares = 0;
    for (let j = Math.max(0, i - left); j <= Math.min(a.length - 1, i + right); j++) {
      if (itself || j !== i) squares += at(a, j) ** 2;
    }
    return value / (k + alpha * squares) ** beta;
  });
}

test('alexnet.4: loops, padding with zeros, and the operation of the library are right', () => {
  const padded: Normalize = a => {
    const wide = [0, 0, ...a, 0, 0].map(value => value * value);
    return a.map((value, i) => {
      const squares = at(wide, i) + at(wide, i + 1) + at(wide, i + 2) + at(wide, i + 3) + at(wide, i + 4);
      return value * (2 + squares / 10_000) ** -0.75;
    });
  };
  const ready: Normalize = a => localResponseNormalization(ndarray([a.length], a), { alpha: 5e-4 }).data;
  for (const answer of [(a: number[]) => normalize(a), padded, ready]) {
    assert.deepEqual(judge('alexnet.4', answer), { kind: 'right', note: 'All 10 cases are right.' });
  }
});

const normalizationSlips: [Normalize, RegExp][] = [
  [a => normalize(a, { itself: false }), /You left the channel itself out of the sum/],
  [a => normalize(a, { right: 1 }), /The channel q \+ 2 is missing/],
  [a => normalize(a, { right: 0 }), /You took the channels before it only/],
  [a => normalize(a, { left: 0 }), /You took the channels after it only/],
  [a => normalize(a, { left: 5, right: 5 }), /You took five channels on each side/],
  [a => normalize(a, { alpha: 1e-4 / 5 }), /You divided 0\.0001 by 5/],
  [a => normalize(a, { beta: 1 }), /You forgot the power of 0\.75/],
  [a => normalize(a, { k: 0 }), /You forgot the 2 that is added.*every number is divided by more than 1/],
  [
    a => {
      for (const [q, value] of a.entries()) {
        const near = a.slice(Math.max(0, q - 2), q + 3);
        a[q] = value / (2 + 1e-4 * near.reduce((sum, one) => sum + one * one, 0)) ** 0.75;
      }
      return a;
    },
    /You changed a while its numbers were still needed/,
  ],
  [
    a =>
      a.map((value, i) => {
        let squares = 0;
        for (const near of a.slice(i - 2, i + 3)) squares += near ** 2;
        return value / (2 + 1e-4 * squares) ** 0.75;
      }),
    /A negative start of slice counts from the end/,
  ],
  [a => a.slice(2), /there must be one number for each of the 7 channels\. Received 5\.$/],
  [a => a, /a 0 stays 0 and others come nearer to 0\. Channel 3 does not\.$/],
  [() => 3, /the result must be an array of numbers\.$/],
];
for (const [i, [answer, message]] of normalizationSlips.entries()) {
  test(`alexnet.4: slip ${i} is recognised`, () => assert.match(slipOf('alexnet.4', answer), message));
}

/** What is said of a recipe whose two runs end with these training accuracies. */
async function verdictOn(recipe: Partial<Recipe>, accuracies: readonly number[]): Promise<string> {
  const asked: unknown[] = [];
  const whole = { dropoutRate: 0, rate: 0.002, epochs: 40, ...recipe };
  const check = learnsItsPictures((given, seed) => {
    asked.push([given, seed]);
    return Promise.resolve(at(accuracies, seed));
  });
  const verdict = await check(whole);
  assert.deepEqual(asked, [
    [whole, 0],
    [whole, 1],
  ]);
  return verdict.kind === 'slip' ? verdict.message : verdict.kind;
}

test('alexnet.6: the mean of two seeds decides, and the advice follows recipe and mean', async () => {
  assert.equal(await verdictOn({}, [0.55, 0.65]), 'right');
  assert.equal(await verdictOn({ dropoutRate: 0.1, epochs: 48 }, [0.7, 0.6]), 'right');
  assert.equal(
    await verdictOn({ epochs: 16 }, [0.5, 0.44]),
    'Training accuracy of seeds 0 and 1: 50 % and 44 %. The mean is 47 %, and 60 % is asked for. It learns. Has it had enough steps?',
  );
  assert.match(
    await verdictOn({ rate: 0.05 }, [0.1, 0.12]),
    /This is hardly more than guessing: look at the rate first/,
  );
  assert.match(await verdictOn({ dropoutRate: 0.5, epochs: 48 }, [0.5, 0.4]), /Which part makes every step harder\?$/);
  assert.match(await verdictOn({ epochs: 48 }, [0.6, 0.5]), /Look at the rate: is there a better one near yours\?$/);
});

test('alexnet.6: a learner who stops the check gets no verdict', async () => {
  const check = learnsItsPictures(() => Promise.reject(new Interrupted()));
  await assert.rejects(async () => check({ dropoutRate: 0, rate: 9, epochs: 1 }), Interrupted);
});

test('alexnet.6: a run that stops is a slip', async () => {
  const check = learnsItsPictures(() => Promise.reject(new RangeError('the loss became NaN.')));
  const verdict = await check({ dropoutRate: 0, rate: 9, epochs: 1 });
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
});

test('alexnet.6: the check itself trains, and one epoch is too few; a bar counts its runs', async t => {
  const printed: string[] = [];
  t.mock.method(console, 'log', (text: string) => printed.push(text));
  const verdict = await learnsItsPictures()({ dropoutRate: 0, rate: 0.002, epochs: 1 });
  assert.ok(verdict.kind === 'slip');
  assert.match(verdict.message, /^Training accuracy of seeds 0 and 1: \d.* 60 % is asked for\./);
  assert.match(printed.join('\n'), /^training with your recipe, runs: 0 of 2\n.*runs: 2 of 2 in /s);
});

interface Part {
  readonly filters: number;
  readonly kernelSize: number;
}
const TABLE: readonly Part[] = [
  { filters: 24, kernelSize: 5 },
  { filters: 32, kernelSize: 5 },
  { filters: 48, kernelSize: 3 },
  { filters: 48, kernelSize: 3 },
  { filters: 32, kernelSize: 3 },
];
type End = (g: Graph, x: string) => string;
const averaged: End = (g, x) => g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc');

/** The small network's convolutions, and what a learner may put behind them. */
function slim(
  end: End = averaged,
  {
    table = TABLE,
    poolSize = 3,
    after = (g: Graph, x: string): string => g.relu(x),
    besides = (_g: Graph, _x: string): void => {},
  } = {},
): NetworkSpec {
  const g = new Graph('slim', [32, 32, 3]);
  let x = g.input();
  for (const [i, { filters, kernelSize }] of table.entries()) {
    x = after(g, g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, `conv${i + 1}`));
    if (i < 2) x = g.maxPooling2d(x, { poolSize, strides: 2, ceilMode: true });
  }
  besides(g, x);
  return g.build(end(g, x));
}
const changed = (i: number, part: Partial<Part>): readonly Part[] =>
  TABLE.map((one, j) => (i === j ? { ...one, ...part } : one));

const rightNetworks: [name: string, net: NetworkSpec][] = [
  ['an average and a dense layer', slim()],
  ['normalized and pooled once more', slim((g, x) => averaged(g, g.maxPooling2d(x, { poolSize: 3, strides: 2 })))],
  ['ReLU, then normalization', slim(averaged, { after: (g, x) => g.localResponseNormalization(g.relu(x)) })],
  [
    'a pool as large as the map',
    slim((g, x) => g.dense(g.flatten(g.averagePooling2d(x, { poolSize: 8 })), { units: 10 }, 'fc')),
  ],
  [
    'an adaptive pool',
    slim((g, x) => g.dense(g.flatten(g.adaptiveAveragePooling2d(x, { outputSize: 1 })), { units: 10 }, 'fc')),
  ],
  [
    'dropout and a softmax',
    slim((g, x) => g.softmax(g.dense(g.dropout(g.globalAveragePooling2d(x), { rate: 0.5 }), { units: 10 }, 'fc'))),
  ],
  [
    'a convolution of 1×1, then the average',
    slim((g, x) => g.globalAveragePooling2d(g.conv2d(x, { filters: 10, kernelSize: 1 }, 'fc'))),
  ],
];
for (const [name, net] of rightNetworks) {
  test(`alexnet.8: ${name} is right`, () => assert.equal(judge('alexnet.8', net).kind, 'right'));
}

/** A layer that reads the last of the five and that nothing reads. */
const beside = (g: Graph, x: string): void => {
  g.conv2d(x, { filters: 8, kernelSize: 3 }, 'beside');
};
const withOutput = (net: NetworkSpec, name: string): NetworkSpec => ({ ...net, outputs: [net.outputs[0], name] });

/** One convolution that sees 43 pixels of a picture with zeros around it. */
function oneConvolution(): NetworkSpec {
  const g = new Graph('one', [32, 32, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 10, kernelSize: 43, padding: 6 }, 'conv1'));
  return g.build(averaged(g, x));
}

const networkSlips: [name: string, answer: unknown, message: RegExp][] = [
  ['a number', 5, /^The answer is a network/],
  [
    'one convolution of 43×43',
    oneConvolution(),
    /^The kernel of "conv1" is larger than 5 × 5\. It has 1 of the 5 conv/,
  ],
  ['no ReLU', slim(averaged, { after: (_g, x) => x }), /^No activation stands between "conv1" and "conv2"\./],
  [
    'an unused layer beside the path',
    slim(averaged, { besides: beside }),
    /"beside" of "slim": no layer reads it, and it is no output\. Connect it, or leave it out\.$/,
  ],
  [
    'an unused layer as another output',
    withOutput(slim(averaged, { besides: beside }), 'beside'),
    /^The output does not depend on "beside"\. Take it out\.$/,
  ],
  [
    'an unused layer that lends its size',
    slim((g, x) =>
      averaged(g, g.crop(x, g.conv2d(x, { filters: 8, kernelSize: 3, padding: 1 }, 'beside'), { offset: 0 })),
    ),
    /^The output does not depend on "beside"/,
  ],
  [
    'a field that comes from an unused layer',
    withOutput(slim(averaged, { table: TABLE.slice(0, 4), besides: beside }), 'beside'),
    /^Its units see 35 pixels, and 43 are asked for\. It has 4 of the 5 .* Not counted, .*: "beside"\.$/,
  ],
  [
    'another output',
    slim((g, x) => g.dense(g.globalAveragePooling2d(x), { units: 100 }, 'fc')),
    /^It gives \[100\], and \[10\]/,
  ],
  ['four convolutions', slim(averaged, { table: TABLE.slice(0, 4) }), /^Its units see 35 pixels, and 43 are asked for/],
  ['pools of 2×2', slim(averaged, { poolSize: 2 }), /^Its units see 40 pixels, and 43 are asked for/],
  ['the small AlexNet itself', alexnet_mini(), /parameters too many/],
  ['more filters', slim(averaged, { table: changed(0, { filters: 48 }) }), /MACs too many/],
  [
    'fewer filters',
    slim(averaged, { table: changed(2, { filters: 16 }) }),
    /^Keep the five .* "conv3" has 16 filters of 3 × 3, and convolution 3 of the small AlexNet has 48 filters of 3 × 3\.$/,
  ],
  ['sigmoids', slim(averaged, { after: (g, x) => g.activation(x, 'sigmoid') }), /is another activation\. Keep ReLU\.$/],
  [
    'leaky ReLU',
    slim(averaged, { after: (g, x) => g.leakyRelu(x, { slope: 0.1 }) }),
    /is another activation\. Keep ReLU\.$/,
  ],
  [
    'the fifth ReLU behind the average',
    slim((g, x) => g.dense(g.relu(g.globalAveragePooling2d(x)), { units: 10 }, 'fc'), {
      after: (g, x) => (x === 'conv5' ? x : g.relu(x)),
    }),
    /^The ReLU of "conv5" stands behind the average/,
  ],
  [
    'no average',
    slim((g, x) => g.dense(g.flatten(g.maxPooling2d(x, { poolSize: 2 })), { units: 10 }, 'fc')),
    /^Between the convolutions and the output there is no global average pooling\.$/,
  ],
  [
    'an average of a part',
    slim((g, x) => g.dense(g.flatten(g.averagePooling2d(x, { poolSize: 5 })), { units: 10 }, 'fc')),
    /there is no global average pooling\.$/,
  ],
  [
    'two dense layers',
    slim((g, x) => g.dense(g.dense(g.globalAveragePooling2d(x), { units: 32 }, 'fc6'), { units: 10 }, 'fc7')),
    /^Behind the five convolutions one layer with weights is asked for.* Here are 2: "fc6", "fc7"\.$/,
  ],
];
for (const [name, answer, message] of networkSlips) {
  test(`alexnet.8: ${name} is recognised`, () => assert.match(slipOf('alexnet.8', answer), message));
}

test('every exercise says where it leads', () => {
  for (const { id, leadsTo } of exercises) assert.match(leadsTo, /\S.*[.?]$/, id);
});
