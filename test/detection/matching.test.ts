import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BACKGROUND, balancedSample, IGNORED, type MatchOptions, matchBoxes } from '../../lib/detection';
import type { Box } from '../../lib/spec';
import { readGolden } from '../support/golden';
import { anyBox } from './support';

interface Golden {
  readonly matching: readonly {
    readonly truths: readonly Box[];
    readonly boxes: readonly Box[];
    readonly cases: readonly (Required<MatchOptions> & {
      readonly truths: readonly number[];
      readonly overlaps: readonly number[];
    })[];
  }[];
}

readGolden<Golden>('boxes').matching.forEach(({ truths, boxes, cases }, which) => {
  for (const known of cases) {
    const { high, low, lowQuality } = known;
    test(`boxes ${which}, from ${high}, below ${low}${lowQuality ? ', low quality' : ''}: torchvision's Matcher`, () => {
      const matches = matchBoxes(truths, boxes, { high, low, lowQuality });
      assert.deepEqual([...matches.truths], known.truths);
      assert.deepEqual([...matches.overlaps], known.overlaps);
    });
  }
});

const PROPOSALS: readonly Box[] = [
  [0, 0, 10, 10],
  [0, 0, 10, 6],
  [0, 0, 10, 2],
  [50, 50, 60, 60],
];

test('by hand: positive, ignored, background', () => {
  const matches = matchBoxes([[0, 0, 10, 10]], PROPOSALS, { high: 0.7, low: 0.3 });
  assert.deepEqual([...matches.truths], [0, IGNORED, BACKGROUND, BACKGROUND]);
});

test('a truth that no box touches makes none positive', () => {
  const far: Box = [900, 900, 910, 910];
  const matches = matchBoxes([far], PROPOSALS, { high: 0.7, low: 0.3, lowQuality: true });
  assert.deepEqual(
    [...matches.truths],
    PROPOSALS.map(() => BACKGROUND),
  );
});

test('without truths all is background, without boxes there is nothing', () => {
  const options = { high: 0.5, low: 0, lowQuality: true };
  assert.deepEqual(
    [...matchBoxes([], PROPOSALS, options).truths],
    PROPOSALS.map(() => BACKGROUND),
  );
  assert.equal(matchBoxes(PROPOSALS, [], options).truths.length, 0);
});

test('thresholds out of order are refused', () => {
  assert.throws(() => matchBoxes([], [], { high: 0.3, low: 0.7 }), {
    name: 'RangeError',
    message: 'matchBoxes: thresholds must be 0 ≤ low ≤ high ≤ 1. Received low 0.7, high 0.3.',
  });
});

test('with low quality every truth that any box touches is matched, or its box belongs to a truth it overlaps more', () => {
  fc.assert(
    fc.property(fc.array(anyBox, { maxLength: 6 }), fc.array(anyBox, { maxLength: 20 }), (truths, boxes) => {
      const { truths: matched, overlaps } = matchBoxes(truths, boxes, { high: 0.7, low: 0.3, lowQuality: true });
      assert.equal(matched.length, boxes.length);
      const touched = overlaps.some(overlap => overlap > 0);
      assert.equal(
        matched.some(truth => truth >= 0),
        touched,
      );
    }),
  );
});

const truths = Int32Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? i : i % 10 === 1 ? IGNORED : BACKGROUND));

test('a sample has its share of positives, the same from the same seed, and none twice', () => {
  const options = { size: 128, positiveShare: 0.25, seed: 3 };
  const { positive, negative } = balancedSample(truths, options);
  assert.deepEqual([positive.length, negative.length], [32, 96]);
  assert.ok(positive.every(place => place % 10 === 0) && negative.every(place => place % 10 > 1));
  assert.equal(new Set([...positive, ...negative]).size, 128);
  assert.deepEqual(balancedSample(truths, options), { positive, negative });
  assert.notDeepEqual(balancedSample(truths, { ...options, seed: 4 }).positive, positive);
});

test('what positives are missing is made up by background, and every box is drawn as often as others', () => {
  const few = truths.map((truth, i) => (truth >= 0 && i > 50 ? IGNORED : truth));
  const { positive, negative } = balancedSample(few, { size: 256, positiveShare: 0.5, seed: 'a' });
  assert.deepEqual([positive.length, negative.length], [6, 250]);
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 600; seed++) {
    for (const place of balancedSample(few, { size: 6, positiveShare: 0.5, seed }).positive) {
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  // Three of six each time: 300, with a standard deviation of 12.
  for (const count of counts.values()) assert.ok(Math.abs(count - 300) < 5 * 12, `${count}`);
  assert.equal(balancedSample(new Int32Array(0), { size: 4, positiveShare: 0.5, seed: 0 }).negative.length, 0);
});

test('a sample of no size, or of more than all positives, is refused', () => {
  assert.throws(() => balancedSample(truths, { size: 1.5, positiveShare: 0.5, seed: 0 }), {
    name: 'RangeError',
    message: 'balancedSample: size must be a whole number from 0 on. Received 1.5.',
  });
  assert.throws(() => balancedSample(truths, { size: 4, positiveShare: 2, seed: 0 }), {
    name: 'RangeError',
    message: 'balancedSample: positiveShare must be from 0 to 1. Received 2.',
  });
});
