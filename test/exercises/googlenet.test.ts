import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { photograph, photographNames } from '../../lib/datasets';
import { depthOf, drawNetwork, NETWORKS, type Step } from '../../lib/exercises/googlenet/depth';
import { exercises } from '../../lib/exercises/googlenet/exercises';
import { learnsByHeart, type Recipe } from '../../lib/exercises/googlenet/recipe';
import { Interrupted } from '../../lib/jupyter/interrupt';
import { googlenet_paper, inception, small_googlenet } from '../../lib/models';
import { at, Graph, type NetworkSpec, Random } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';
import { gradientStatistics, meanCrossEntropy, withAuxiliary } from '../../lib/training';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const [DIRECT, REDUCED] = [160_563_200, 14 * 14 * 24 * 512 + 14 * 14 * 64 * 25 * 24];
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['googlenet.1', 5, /^The answer is an object \{ direct, reduced \}/],
  ['googlenet.1', { direct: 64 * 5 * 5 * 512, reduced: REDUCED }, /^direct: These are the weights/],
  ['googlenet.1', { direct: DIRECT / 5, reduced: REDUCED }, /^direct: A kernel of 5×5 has 25 weights/],
  ['googlenet.1', { direct: 10 * 10 * 64 * 25 * 512, reduced: REDUCED }, /^direct: You left out the padding/],
  ['googlenet.1', { direct: 14 * 14 * 64 * 25, reduced: REDUCED }, /^direct: Every filter reads all 512 channels/],
  ['googlenet.1', { direct: DIRECT, reduced: 14 * 14 * 64 * 25 * 24 }, /^reduced: This is the 5×5 alone/],
  ['googlenet.1', { direct: DIRECT, reduced: 14 * 14 * 24 * 512 }, /^reduced: This is the 1×1 alone/],
  [
    'googlenet.1',
    { direct: DIRECT, reduced: 14 * 14 * 24 * 512 + DIRECT },
    /^reduced: Behind the 1×1 the 5×5 reads 24/,
  ],
  ['googlenet.1', { direct: DIRECT, reduced: 512 * 24 + 25 * 24 * 64 }, /^reduced: These are the weights/],
  ['googlenet.1', { direct: DIRECT }, /^reduced: not answered yet\.$/],
  ['googlenet.2', 'a', /^The 5×5 branch is more than a third/],
  ['googlenet.2', 'c', /^For this the 3×3 branch would have to shrink/],
  ['googlenet.2', 'd', /^This is the factor of the 5×5 branch alone/],
  ['googlenet.3', 'a', /The two numbers agree with each other/],
  ['googlenet.3', 'b', /This row agrees with itself/],
  ['googlenet.3', 'd', /Both numbers are off by the same share/],
  ['googlenet.3', '4c', /^The answer is one of 'a', 'b', 'c', 'd'/],
  ['googlenet.5', 0.004, /^The answer is an object such as/],
  ['googlenet.5', { rate: 0, epochs: 20 }, /rate is a number above 0\.$/],
  ['googlenet.5', { rate: 0.004, epochs: 21 }, /epochs is a whole number from 1 to 20\.$/],
  ['googlenet.5', { rate: 0.004, epochs: 2.5 }, /epochs is a whole number from 1 to 20\.$/],
  ['googlenet.6', 'a', /^So it would be if each head’s gradient arrived as strong/],
  ['googlenet.6', 'b', /^The main gradient is hundreds of thousands of times smaller/],
  ['googlenet.6', 'd', /^It is the other way round/],
  ['googlenet.7', 'a', /^The figure does not show this/],
  ['googlenet.7', 'c', /^Nor does the figure show this/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('googlenet.1, .2, .3, .6 and .7: the right answers', () => {
  for (const [id, answer] of [
    ['googlenet.1', { reduced: 9_934_848, direct: DIRECT }],
    ['googlenet.2', 'b'],
    ['googlenet.3', ' C'],
    ['googlenet.6', 'c'],
    ['googlenet.7', 'b'],
  ] as const) {
    assert.equal(judge(id, answer).kind, 'right', id);
  }
});

test('googlenet.1: the library counts the same', () => {
  const g = new Graph('both', [14, 14, 512]);
  const y = g.conv2d(g.input(), { filters: 24, kernelSize: 1 }, 'reduce');
  assert.equal(analyze(g.build(g.conv2d(y, { filters: 64, kernelSize: 5, padding: 2 }, 'five'))).totals.macs, REDUCED);
  const d = new Graph('direct', [14, 14, 512]);
  const direct = d.build(d.conv2d(d.input(), { filters: 64, kernelSize: 5, padding: 2 }, 'five'));
  assert.equal(analyze(direct).totals.macs, DIRECT);
});

test('googlenet.2: the naive module takes 2.4 times the MACs, and its 5×5 nearly ten times those of the reduced one', () => {
  const places = 28 * 28;
  const [three, five] = [9 * 192 * 128, 25 * 192 * 32];
  const naive = places * (192 * 64 + three + five);
  const reducedFive = 192 * 16 + 25 * 16 * 32;
  assert.equal((naive / analyze(inception()).totals.macs).toFixed(1), '2.4');
  assert.ok(five / reducedFive > 9 && five / reducedFive < 10);
});

test('googlenet.3: by the two columns alone, of the rows asked only 4c is off by more than 5 %', () => {
  const rows = {
    a: [2.7 * 1000, 34, 112],
    b: [380 * 1024, 304, 28],
    c: [463 * 1024, 100, 14],
    d: [1072 * 1024, 54, 7],
  };
  const off = Object.entries(rows).filter(([, [params = 0, ops = 0, side = 0]]) => {
    return Math.abs((ops * 1e6) / params / side ** 2 - 1) > 0.05;
  });
  assert.deepEqual(
    off.map(([row]) => row),
    ['c'],
  );
});

type Depth = (steps: readonly Step[]) => unknown;

test('googlenet.4: a recursion and a reversed search are right', () => {
  const recursive: Depth = steps => {
    const of = (name: string): number => {
      const step = steps.find(one => one.name === name);
      return Math.max(0, ...(step?.inputs.map(of) ?? [])) + (step?.weighted ? 1 : 0);
    };
    return of(at(steps, steps.length - 1).name);
  };
  for (const answer of [recursive, depthOf]) {
    assert.deepEqual(judge('googlenet.4', answer), { kind: 'right', note: 'All 13 cases are right.' });
  }
});

const counted = (weight: (step: Step) => number, join: (all: number[]) => number): Depth => {
  return steps => {
    const depths = new Map<string, number>();
    let last = 0;
    for (const step of steps) {
      const before = step.inputs.map(name => depths.get(name) ?? 0);
      last = (before.length > 0 ? join(before) : 0) + weight(step);
      depths.set(step.name, last);
    }
    return last;
  };
};
const one = ({ weighted }: Step): number => Number(weighted);
const deepest = counted(one, all => Math.max(...all));
const depthSlips: [Depth, RegExp][] = [
  [steps => steps.filter(step => step.weighted).length, /Branches lie side by side: only the longest way counts/],
  [
    counted(
      () => 1,
      all => Math.max(...all),
    ),
    /You counted the steps without weights, too/,
  ],
  [counted(one, all => Math.min(...all)), /You took the shortest way/],
  [counted(one, all => at(all, 0)), /You followed the first input only/],
  [counted(one, all => all.reduce((a, b) => a + b, 0)), /You added the branches up/],
  [
    steps => Math.max(...steps.map((_, i) => Number(deepest(steps.slice(0, i + 1))))),
    /You took the deepest step of all/,
  ],
  [() => 99, /the depth must be a whole number from 0 to 2, .* Received 99\.$/],
  [() => '2', /the depth must be one number\.$/],
];
for (const [i, [answer, message]] of depthSlips.entries()) {
  test(`googlenet.4: slip ${i} is recognised`, () => assert.match(slipOf('googlenet.4', answer), message));
}

test('googlenet.4: in every case, drawn or not, a step stands behind what it reads', () => {
  const random = new Random('networks');
  for (const [steps] of [...NETWORKS, ...Array.from({ length: 20 }, () => drawNetwork(random))]) {
    const seen = new Set<string>();
    for (const { name, inputs } of steps) {
      assert.ok(inputs.every(input => seen.has(input)));
      seen.add(name);
    }
  }
});

test('googlenet.4: the published network is 22 layers deep', () => {
  const steps = googlenet_paper().layers.map(({ name, op, inputs }) => ({
    ...{ name, inputs, weighted: op === 'conv2d' || op === 'dense' },
  }));
  assert.equal(depthOf(steps), 22);
});

/** What is said of a recipe whose two runs end with these accuracies. */
async function verdictOn(recipe: Partial<Recipe>, accuracies: readonly number[]): Promise<string> {
  const asked: unknown[] = [];
  const whole = { rate: 0.004, epochs: 20, ...recipe };
  const check = learnsByHeart((given, seed) => {
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

test('googlenet.5: the mean of two seeds decides, and the advice follows recipe and accuracy', async () => {
  assert.equal(await verdictOn({}, [0.92, 0.98]), 'right');
  assert.equal(
    await verdictOn({ epochs: 10 }, [0.5, 0.44]),
    'Accuracy on its own pictures, seeds 0 and 1: 50 % and 44 %. The mean is 47 %, and 95 % is asked for. It learns. Has it had enough steps?',
  );
  assert.match(await verdictOn({ rate: 1e-6 }, [0.1, 0.12]), /It has hardly begun: look at the rate first\.$/);
  assert.match(await verdictOn({}, [0.9, 0.9]), /Look at the rate: is there a better one near yours\?$/);
});

test('googlenet.5: a learner who stops the check gets no verdict, and a run that stops is a slip', async () => {
  const stopped = learnsByHeart(() => Promise.reject(new Interrupted()));
  await assert.rejects(async () => stopped({ rate: 9, epochs: 1 }), Interrupted);
  const verdict = await learnsByHeart(() => Promise.reject(new RangeError('the loss became NaN.')))({
    rate: 9,
    epochs: 1,
  });
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
});

test('googlenet.5: the check itself trains, and one epoch is too few; a bar counts its runs', async t => {
  const printed: string[] = [];
  t.mock.method(console, 'log', (text: string) => printed.push(text));
  const verdict = await learnsByHeart()({ rate: 0.004, epochs: 1 });
  assert.ok(verdict.kind === 'slip');
  assert.match(verdict.message, /^Accuracy on its own pictures, seeds 0 and 1: \d.* 95 % is asked for\./);
  assert.match(printed.join('\n'), /^training with your recipe, runs: 0 of 2\n.*runs: 2 of 2 in /s);
});

test('googlenet.5: the twins have the parameters that the text gives', () => {
  const params = (head: 'average' | 'dense'): number => analyze(small_googlenet({ head })).totals.params;
  assert.deepEqual([params('average'), params('dense')], [45_490, 503_826]);
});

test('googlenet.6: the heads make the gradient at the first convolution more than fifty times larger', () => {
  const pictures = photographNames.map(name => photograph(name, { size: 96 }));
  const images = {
    images: Uint8Array.from(pictures.flatMap(({ data }) => Array.from(data, value => Math.round(255 * value)))),
    ...{ shape: [5, 96, 96, 3] as const, labels: Int32Array.of(0, 1, 2, 3, 4), classNames: [...'abcdefghij'] },
  };
  const gradient = (auxiliary: boolean): number => {
    const net = googlenet_paper({ inputShape: [96, 96, 3], numClasses: 10, auxiliary });
    const model = buildModel(net, { seed: 5, initializer: 'pytorch' });
    const loss = auxiliary ? withAuxiliary(0.3) : meanCrossEntropy;
    const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
    const rows = gradientStatistics(model, images, { loss, scaling, training: true });
    model.dispose();
    return rows.find(({ layer }) => layer === 'conv1')?.output ?? 0;
  };
  assert.ok(gradient(true) / gradient(false) > 50);
});

interface Sizes {
  readonly one?: number;
  readonly reduce3?: number;
  readonly three?: number;
  readonly five?: number;
  readonly kernels5?: readonly number[];
  readonly projection?: number;
}

/** A learner's module. */
function slim({
  one = 64,
  reduce3 = 64,
  three = 128,
  five = 32,
  kernels5 = [3, 3],
  projection = 32,
}: Sizes): NetworkSpec {
  const g = new Graph('slim', [28, 28, 192]);
  let count = 0;
  const conv = (x: string, filters: number, kernelSize: number): string =>
    g.relu(g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, `conv${++count}`));
  const x = g.input();
  const third = kernels5.reduce((y, kernel) => conv(y, five, kernel), conv(x, 16, 1));
  const pool = g.maxPooling2d(x, { poolSize: 3, strides: 1, padding: 1 });
  return g.build(
    g.concatenate([conv(x, one, 1), conv(conv(x, reduce3, 1), three, 3), third, conv(pool, projection, 1)]),
  );
}

test('googlenet.8: several modules are right', () => {
  for (const net of [slim({}), slim({ one: 128, three: 64 }), slim({ reduce3: 48, five: 40, one: 56 })]) {
    assert.equal(judge('googlenet.8', net).kind, 'right');
  }
});

const moduleSlips: [name: string, answer: unknown, message: RegExp][] = [
  ['a number', 5, /^The answer is a network/],
  ['the sizes of 3a', slim({ reduce3: 96 }), /^It takes 28,\d{3},\d{3} MACs too many/],
  ['a kernel of 5×5', slim({ kernels5: [5] }), /^The kernel of "conv2" is larger than 3 × 3/],
  ['one convolution of 3×3', slim({ kernels5: [3] }), /^Its units see 3 pixels, and 5 are asked for/],
  ['another width', slim({ one: 32 }), /^It gives \[28, 28, 224\], and \[28, 28, 256\] is asked for/],
  ['a thin third branch', slim({ five: 16, one: 80 }), /^The branch that sees 5 × 5 gives 16 channels/],
];
for (const [name, answer, message] of moduleSlips) {
  test(`googlenet.8: ${name} is recognised`, () => assert.match(slipOf('googlenet.8', answer), message));
}

/** A module from branches that a learner draws otherwise. */
function drawn(
  branches: (g: Graph, x: string, conv: (x: string, filters: number, kernelSize: number) => string) => string[],
  end?: (g: Graph, x: string) => string,
): NetworkSpec {
  const g = new Graph('drawn', [28, 28, 192]);
  let count = 0;
  const conv = (x: string, filters: number, kernelSize: number): string =>
    g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, `conv${++count}`);
  const joined = g.concatenate(branches(g, g.input(), conv));
  return g.build(end ? end(g, joined) : joined);
}
const pooled = (g: Graph, x: string): string => g.maxPooling2d(x, { poolSize: 3, strides: 1, padding: 1 });

test('googlenet.8: what is no module of four branches is named', () => {
  const two = (conv: (x: string, filters: number, kernelSize: number) => string, x: string): string =>
    conv(conv(conv(x, 16, 1), 32, 3), 32, 3);
  const cases: [NetworkSpec, RegExp][] = [
    [
      drawn((g, x, conv) => [conv(x, 192, 1), two(conv, x), conv(pooled(g, x), 32, 1)]),
      /^It has 3 branches, and 4 are asked for\.$/,
    ],
    [
      drawn((_g, x, conv) => [conv(x, 160, 1), conv(conv(x, 16, 1), 32, 3), two(conv, x), conv(x, 32, 1)]),
      /^No branch has a pool with a convolution behind it\.$/,
    ],
    [
      drawn((g, x, conv) => [
        ...[conv(x, 64, 1), conv(conv(x, 64, 1), 128, 3), two(conv, x)],
        pooled(g, conv(x, 32, 1)),
      ]),
      /^No branch has a pool with a convolution behind it\.$/,
    ],
    [
      drawn((g, x, conv) => [x, conv(conv(x, 16, 1), 16, 3), two(conv, x), conv(pooled(g, x), 16, 1)]),
      /^The branch that ends in "[^"]+" has no convolution\.$/,
    ],
    [
      drawn((g, x, conv) => [conv(x, 160, 1), conv(x, 32, 1), two(conv, x), conv(pooled(g, x), 32, 1)]),
      /^One branch without a pool sees 1 × 1 place, one 3 × 3 and one 5 × 5\. Yours see 1 × 1, 1 × 1, 5 × 5\.$/,
    ],
    [
      drawn(
        (g, x, conv) => [conv(x, 64, 1), conv(conv(x, 64, 1), 128, 3), two(conv, x), conv(pooled(g, x), 32, 1)],
        (g, x) => g.relu(x, 'last'),
      ),
      /^The output, "last", must be the concatenation of four branches\.$/,
    ],
  ];
  for (const [net, message] of cases) assert.match(slipOf('googlenet.8', net), message);
});

test('every exercise says where it leads', () => {
  for (const { id, leadsTo } of exercises) assert.match(leadsTo, /\S.*[.?]$/, id);
});
