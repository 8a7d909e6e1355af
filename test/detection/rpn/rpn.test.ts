import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import {
  anchorGrid,
  anchorTargets,
  BACKGROUND,
  IGNORED,
  MINI_ANCHORS,
  objectnessOf,
  proposalLoss,
  regionProposals,
} from '../../../lib/detection';
import type { Box } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';

interface Golden {
  readonly objectness: number[];
  readonly codes: number[];
  readonly proposals: Box[];
  readonly scores: number[];
  readonly truths: Box[];
  readonly labels: number[];
  readonly loss: { readonly objectness: number; readonly placement: number };
}

const { proposals: golden } = readGolden<{ readonly proposals: Golden }>('regions');
const anchors = anchorGrid({ ...MINI_ANCHORS, imageSize: [64, 64], gridSize: [8, 8] });
const outputs = { objectness: Float32Array.from(golden.objectness), codes: Float32Array.from(golden.codes) };
const value = (x: Tensor): number => x.dataSync()[0] ?? Number.NaN;

test("proposals are torchvision's: the likeliest 200 anchors, moved, cut, and of those that overlap the likeliest", () => {
  const found = regionProposals(outputs, anchors, [64, 64], { before: 200, after: 20 });
  assertClose(found.boxes, golden.proposals.flat(), 1e-5, 'boxes');
  assertClose(found.scores, golden.scores, 1e-5, 'scores');
});

test('which anchors are positive, negative and ignored is as in torchvision', () => {
  const { truths } = anchorTargets(golden.truths, anchors, 'seed');
  const labels = Array.from(truths, truth => (truth === BACKGROUND ? 0 : truth === IGNORED ? -1 : 1));
  assert.deepEqual(labels, golden.labels);
});

test("the loss of a region proposal network is torchvision's", () => {
  const targets = anchorTargets(golden.truths, anchors, 'seed', { sampleSize: 1000 });
  tf.tidy(() => {
    const scores = tf.tensor4d(golden.objectness, [1, 8, 8, 6]);
    const codes = tf.tensor4d(golden.codes, [1, 8, 8, 24]);
    const tensors = {
      positive: tf.tensor2d(targets.positive, [1, 384]),
      counted: tf.tensor2d(targets.counted, [1, 384]),
      codes: tf.tensor3d(targets.codes, [1, 384, 4]),
    };
    const loss = proposalLoss(objectnessOf(scores, 6), codes, tensors);
    const expected = [golden.loss.objectness, golden.loss.placement];
    assertClose([value(loss.objectness), value(loss.placement)], expected, 1e-6);
    // Two scores whose difference is the one: background first.
    const two = tf.concat([tf.zerosLike(scores), scores], 3);
    assertClose(objectnessOf(two, 6).dataSync(), golden.objectness, 1e-7);
  });
});

test('a step counts at most half positive anchors, and fills up with negative ones', () => {
  const all = anchorTargets(golden.truths, anchors, 'seed', { sampleSize: 8 });
  const positive = all.positive.filter((one, i) => one * (all.counted[i] ?? 0) > 0).length;
  assert.deepEqual([positive, all.counted.filter(Boolean).length], [4, 8]);
});

test('without objects every anchor is background, and codes are 0', () => {
  const { positive, counted, codes } = anchorTargets([], anchors, 'seed', { sampleSize: 32 });
  assert.deepEqual([positive.filter(Boolean).length, counted.filter(Boolean).length], [0, 32]);
  assert.ok(codes.every(code => code === 0));
});

test('scores and codes that are not numbers propose nothing', () => {
  const odd = { objectness: outputs.objectness.map(() => Number.NaN), codes: outputs.codes };
  assert.equal(regionProposals(odd, anchors, [64, 64]).boxes.length, 0);
});

test('other numbers of scores than anchors are refused', () => {
  const short = { objectness: outputs.objectness.subarray(1), codes: outputs.codes };
  assert.throws(() => regionProposals(short, anchors, [64, 64]), {
    name: 'RangeError',
    message:
      'regionProposals: each of 384 anchors needs a score and four numbers. Received 383 scores and 1536 numbers.',
  });
});
