import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { exercises } from '../../lib/exercises/densenet/exercises';
import { type NarrowRecipe, narrowNetworkLearns } from '../../lib/exercises/densenet/narrow';
import { Interrupted } from '../../lib/jupyter/interrupt';
import { type CifarDensenetOptions, densenet_cifar, densenet121 } from '../../lib/models';
import { at } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['densenet.1', { read: 256 + 24 * 32, after: 1024, left: 512 }, /^read: This is with its own channels/],
  ['densenet.1', { read: 23 * 32, after: 1024, left: 512 }, /^read: These are the channels of the layers/],
  ['densenet.1', { read: 32, after: 1024, left: 512 }, /^read: This is what it makes/],
  ['densenet.1', { read: 992, after: 24 * 32, left: 512 }, /^after: These are the new channels/],
  ['densenet.1', { read: 992, after: 992, left: 512 }, /^after: This is what the last layer reads\. It adds 32/],
  ['densenet.1', { read: 992, after: 256 + 32, left: 512 }, /^after: This is after one layer/],
  ['densenet.1', { read: 992, after: 1024, left: (24 * 32) / 2 }, /^left: This is half of the new channels/],
  ['densenet.1', { read: 992, after: 1024, left: 992 / 2 }, /^left: This is half of what the last layer reads/],
  ['densenet.3', 'a', /^It reads 2g channels/],
  ['densenet.3', 'c', /^Layer 12 reads 14g/],
  ['densenet.3', 'd', /^The first of the two is 1×1/],
  ['densenet.4', 5, /^The answer is an object such as/],
  ['densenet.4', { growth: 6 }, /^Only the four numbers count: take growth away/],
  ['densenet.4', { growthRate: 0 }, /^growthRate is a whole number, at least 1\.$/],
  ['densenet.4', { growthRate: 6, depth: '40' }, /^depth is a whole number\.$/],
  ['densenet.4', { growthRate: 6, depth: 40, reduction: 2 }, /^reduction is a number above 0, at most 1/],
  ['densenet.4', { growthRate: 6, depth: 40, bottleneck: 'yes' }, /^bottleneck is true or false\.$/],
  ['densenet.4', { growthRate: 6, depth: 16, bottleneck: true }, /^A depth of 22 or more is asked for\.$/],
  ['densenet.4', { growthRate: 6, depth: 41, bottleneck: true }, /depth must be 6n \+ 4 .* Received 41/],
  [
    'densenet.4',
    {},
    /^It has 1,059,298 parameters, 282,917,328 MACs and 456 channels .* too many, .* MACs too many\.$/,
  ],
  ['densenet.4', { growthRate: 6, depth: 22, reduction: 0.5, bottleneck: true }, /channels too few\.$/],
  ['densenet.5', 'a', /^The new channels double/],
  ['densenet.5', 'c', /^Recomputation keeps g channels/],
  ['densenet.5', 'd', /^Twice as many layers/],
  ['densenet.6', 'a', /^The newest channels are a small part/],
  ['densenet.6', 'b', /^The weights are alike, the cuts are not/],
  ['densenet.6', 'd', /^Of many cuts that is true/],
  ['densenet.7', 'a', /^Look at the printed spread/],
  ['densenet.7', 'b', /^Look at the map before training/],
  ['densenet.7', 'd', /cutting it costs most/],
  ['densenet.8', 0.1, /^The answer is an object such as/],
  ['densenet.8', { growthRate: 2.5, rate: 0.1, epochs: 30 }, /growthRate is a whole number, at least 1\.$/],
  ['densenet.8', { growthRate: 4, rate: 0, epochs: 30 }, /rate is a number above 0\.$/],
  ['densenet.8', { growthRate: 4, rate: 0.1, epochs: 31 }, /epochs is a whole number from 1 to 30\.$/],
  [
    'densenet.8',
    { growthRate: 5, rate: 0.1, epochs: 30 },
    /^With a growth rate of 5 it has 20,793 parameters, and 15,000/,
  ],
];
for (const [i, [id, answer, message]] of valueSlips.entries()) {
  // The checks of densenet.8 answer at once when the answer cannot be trained.
  test(`${id}: slip ${i} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('densenet.1: the library counts the same channels', () => {
  const shapes = new Map(analyze(densenet121()).layers.map(({ name, outputShape }) => [name, outputShape[2]]));
  const block = 'features.denseblock3.denselayer';
  const read = shapes.get(`${block}24.norm1`);
  const answer = { read, after: shapes.get(`${block}24.concatenate`), left: shapes.get('features.transition3.conv') };
  assert.equal(judge('densenet.1', answer).kind, 'right');
});

type Plan = (growth: number, depth: number, reduction: number, bottleneck: boolean) => unknown;

/** Read off the library's network. */
const fromNetwork: Plan = (growthRate, depth, reduction, bottleneck) => {
  const { layers } = analyze(densenet_cifar({ growthRate, depth, reduction, bottleneck }));
  const wanted = layers.filter(({ name }) => /^(conv1|trans\d\.(bn1|pool)|bn1)$/.test(name));
  return wanted.map(({ outputShape }) => at(outputShape, 2));
};

/** Written out, one line for each number. */
const writtenOut: Plan = (growth, depth, reduction, bottleneck) => {
  const added = (growth * (depth - 4)) / (bottleneck ? 6 : 3);
  const first = 2 * growth;
  const [one, left] = [first + added, Math.floor((first + added) * reduction)];
  const [two, last] = [left + added, Math.floor((left + added) * reduction)];
  return [first, one, left, two, last, last + added];
};

test('densenet.2: what is written out, and what is read off the network, is right', () => {
  for (const answer of [fromNetwork, writtenOut]) {
    assert.deepEqual(judge('densenet.2', answer), { kind: 'right', note: 'All 12 cases are right.' });
  }
});

/** With the places where a learner goes wrong. */
function wrongPlan({
  round = Math.floor,
  first = (growth: number): number => 2 * growth,
  layers = (depth: number, bottleneck: boolean): number => (depth - 4) / (bottleneck ? 6 : 3),
  share = (reduction: number): number => reduction,
}): Plan {
  return (growth, depth, reduction, bottleneck) => {
    const added = layers(depth, bottleneck) * growth;
    const one = first(growth) + added;
    const two = round(one * share(reduction)) + added;
    const last = round(two * share(reduction));
    return [first(growth), one, round(one * share(reduction)), two, last, last + added];
  };
}

/** Carries the fractions on: 10, 25, 18.75, 33.75, 25.3125, 40.3125. */
const floorLast: Plan = (growth, depth, reduction, bottleneck) => {
  const added = (growth * (depth - 4)) / (bottleneck ? 6 : 3);
  const one = 2 * growth + added;
  const two = one * reduction + added;
  const all = [2 * growth, one, one * reduction, two, two * reduction, two * reduction + added];
  return all.map(Math.floor);
};

test('densenet.2: a plan that carries fractions differs in the fifth number', () => {
  assert.deepEqual(floorLast(5, 13, 0.75, false), [10, 25, 18, 33, 25, 40]);
  assert.deepEqual(writtenOut(5, 13, 0.75, false), [10, 25, 18, 33, 24, 39]);
});

const planSlips: [Plan, RegExp][] = [
  [floorLast, /^11 of 12 cases are right\. Round down at each transition/],
  [wrongPlan({ round: Math.round }), /You rounded\. A transition rounds down/],
  [wrongPlan({ round: Math.ceil }), /You rounded up/],
  [wrongPlan({ layers: depth => (depth - 4) / 3 }), /With a bottleneck a layer counts as two/],
  [wrongPlan({ first: growth => growth }), /The first convolution makes 2 · growth channels/],
  [wrongPlan({ first: () => 16 }), /You took 16 first channels/],
  [wrongPlan({ layers: () => 1 }), /You forgot that each layer adds growth channels/],
  [wrongPlan({ share: () => 1 }), /You forgot the reduction/],
  [
    wrongPlan({ layers: (depth, bottleneck) => (bottleneck ? 4 : 1) * ((depth - 4) / (bottleneck ? 6 : 3)) }),
    /A layer with a bottleneck adds growth channels like any other/,
  ],
  [
    wrongPlan({ round: value => value }),
    /channels are whole numbers\. Number \d of the six, counted from 0, is none\.$/,
  ],
  [growth => [2 * growth], /there must be six numbers: .* Received 1\.$/],
  [() => 6, /the result must be an array of numbers\.$/],
];
for (const [i, [answer, message]] of planSlips.entries()) {
  test(`densenet.2: slip ${i} is recognised`, () => assert.match(slipOf('densenet.2', answer), message));
}

test('densenet.3: a bottleneck has fewer weights from layer 6 on, at any growth rate', () => {
  for (const growthRate of [4, 12, 32]) {
    const weights = (bottleneck: boolean, layer: number): number => {
      const depth = bottleneck ? 52 : 28; // eight layers in a block
      const { layers } = analyze(densenet_cifar({ growthRate, depth, bottleneck }));
      const own = layers.filter(({ name }) => name.startsWith(`dense1.${layer}.conv`));
      return own.reduce((sum, { params }) => sum + params, 0);
    };
    const pays = [0, 1, 2, 3, 4, 5, 6, 7].map(layer => weights(true, layer) < weights(false, layer));
    assert.deepEqual(pays, [false, false, false, false, false, false, true, true]);
  }
});

const designs: CifarDensenetOptions[] = [
  { growthRate: 6, depth: 40, reduction: 1, bottleneck: true },
  { growthRate: 4, depth: 31 },
  { growthRate: 6, depth: 25, reduction: 1, bottleneck: false },
  { growthRate: 10, depth: 22, bottleneck: true },
];
for (const design of designs) {
  test(`densenet.4: ${JSON.stringify(design)} is right`, () => {
    assert.equal(judge('densenet.4', design).kind, 'right');
  });
}

test('densenet.5: the sums behind the factors', () => {
  const copies = (layers: number): number =>
    Array.from({ length: layers }, (_, j) => 24 + 12 * j).reduce((a, b) => a + b, 0);
  assert.deepEqual([copies(12), copies(24)], [1080, 3888]);
  const kept = (layers: number): number => 12 * layers + 2 * copies(layers);
  assert.equal((kept(24) / kept(12)).toFixed(1), '3.5');
});

/** What is said of a recipe whose two runs end with these training accuracies. */
async function verdictOn(recipe: Partial<NarrowRecipe>, accuracies: readonly number[]): Promise<string> {
  const asked: unknown[] = [];
  const whole = { growthRate: 4, rate: 0.1, epochs: 30, ...recipe };
  const check = narrowNetworkLearns((given, seed) => {
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

test('densenet.8: the mean of two seeds decides, and the advice follows recipe and mean', async () => {
  assert.equal(await verdictOn({}, [0.75, 0.85]), 'right');
  assert.equal(
    await verdictOn({ epochs: 10 }, [0.5, 0.44]),
    'Training accuracy of seeds 0 and 1: 50 % and 44 %. The mean is 47 %, and 80 % is asked for. It learns. Has it had enough steps?',
  );
  assert.match(await verdictOn({ rate: 2 }, [0.1, 0.12]), /hardly more than guessing: look at the rate first/);
  assert.match(await verdictOn({ growthRate: 2 }, [0.6, 0.5]), /Is this the widest network that fits\?$/);
  assert.match(await verdictOn({ rate: 0.001 }, [0.6, 0.5]), /Look at the rate: .* three times larger or smaller\?$/);
});

test('densenet.8: a learner who stops the check gets no verdict, and a run that stops is a slip', async () => {
  const recipe = { growthRate: 4, rate: 9, epochs: 1 };
  const stopped = narrowNetworkLearns(() => Promise.reject(new Interrupted()));
  await assert.rejects(async () => stopped(recipe), Interrupted);
  const verdict = await narrowNetworkLearns(() => Promise.reject(new RangeError('the loss became NaN.')))(recipe);
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
});

test('densenet.8: the check itself trains, and one epoch is too few', async t => {
  t.mock.method(console, 'log', () => undefined);
  const verdict = await narrowNetworkLearns()({ growthRate: 2, rate: 0.1, epochs: 1 });
  assert.ok(verdict.kind === 'slip');
  assert.match(verdict.message, /^Training accuracy of seeds 0 and 1: \d.* 80 % is asked for\./);
});

test('every exercise says where it leads', () => {
  for (const { id, leadsTo } of exercises) assert.match(leadsTo, /\S.*[.?]$/, id);
});
