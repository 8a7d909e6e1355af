import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import * as detection from '../../../lib/detection';
import * as ops from '../../../lib/ops';
import type { Box, NDArray } from '../../../lib/spec';
import * as tfjs from '../../../lib/tfjs';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

/* Regions that no detector should give, and some that all do: of no area, inverted, beyond the picture, or none at all. */

const { tf } = tfjs;
/** A little beside quarters: on the very border of the map, the rounding decides whether RoI align still reads a sample. */
const edge = fc.integer({ min: -40, max: 90 }).map(quarters => quarters / 4 + 0.01);
const anyBox = fc.tuple(edge, edge, edge, edge);
const side = fc.integer({ min: 1, max: 6 });
const RUNS = { numRuns: 40 };

const mapOf = (height: number, width: number): NDArray =>
  ops.ndarray([1, height, width, 2], uniforms(`map ${height} ${width}`, height * width * 2));
const roisOf = (boxes: readonly Box[]): NDArray =>
  ops.ndarray(
    [boxes.length, 5],
    boxes.flatMap(box => [0, ...box]),
  );

/** From scratch, and on tensors. */
const POOLS = {
  pool: {
    own: (x: NDArray, rois: NDArray) => ops.roiPool(x, rois, { outputSize: [2, 3], spatialScale: 0.5 }),
    run: (x: Tensor, rois: Tensor) => tfjs.roiPool(x, rois, { outputSize: [2, 3], spatialScale: 0.5 }),
  },
  align: {
    own: (x: NDArray, rois: NDArray) =>
      ops.roiAlign(x, rois, { outputSize: [2, 3], spatialScale: 0.5, samplingRatio: 2 }),
    run: (x: Tensor, rois: Tensor) =>
      tfjs.roiAlign(x, rois, { outputSize: [2, 3], spatialScale: 0.5, samplingRatio: 2 }),
  },
} as const;

for (const [name, { own, run }] of Object.entries(POOLS)) {
  test(`RoI ${name}: any regions on maps down to one place give values of the map or 0, the same on tensors`, () => {
    fc.assert(
      fc.property(side, side, fc.array(anyBox, { minLength: 1, maxLength: 5 }), (height, width, boxes) => {
        const [x, rois] = [mapOf(height, width), roisOf(boxes)];
        const { shape, data } = own(x, rois);
        assert.deepEqual(shape, [boxes.length, 2, 3, 2]);
        const [least, most] = [Math.min(0, ...x.data), Math.max(0, ...x.data)];
        assert.ok(data.every(value => value >= least - 1e-6 && value <= most + 1e-6));
        tf.tidy(() => {
          const onTensors = run(tfjs.toTensor(x), tfjs.toTensor(rois));
          assertClose(onTensors.dataSync(), data, 1e-5);
        });
      }),
      RUNS,
    );
  });

  test(`RoI ${name}: the gradient of any regions is finite, and of the map's shape`, () => {
    fc.assert(
      fc.property(side, side, fc.array(anyBox, { minLength: 1, maxLength: 5 }), (height, width, boxes) => {
        tf.tidy(() => {
          const rois = tfjs.toTensor(roisOf(boxes));
          const gradient = tf.grad((x: Tensor) => tf.sum(run(x, rois)))(tfjs.toTensor(mapOf(height, width)));
          assert.deepEqual(gradient.shape, [1, height, width, 2]);
          assert.ok(gradient.dataSync().every(Number.isFinite));
        });
      }),
      { numRuns: 15 },
    );
  });

  test(`RoI ${name}: no regions give no features, and 2,000 give 2,000`, () => {
    const x = mapOf(4, 5);
    assert.deepEqual(own(x, roisOf([])).shape, [0, 2, 3, 2]);
    const many = Array.from({ length: 2000 }, (_, i): Box => [i % 7, i % 5, (i % 7) + 3, (i % 5) + 4]);
    tf.tidy(() => {
      assert.deepEqual(run(tfjs.toTensor(x), tfjs.toTensor(roisOf([]))).shape, [0, 2, 3, 2]);
      assert.deepEqual(run(tfjs.toTensor(x), tfjs.toTensor(roisOf(many))).shape, [2000, 2, 3, 2]);
    });
  });
}

const number = fc.oneof(
  { weight: 5, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const numbers = (count: number) => fc.array(number, { minLength: count, maxLength: count });
const isInside = (box: readonly number[]): boolean => box.every(value => value >= 0 && value <= 64);
const falls = (scores: readonly number[]): boolean =>
  scores.every((score, i) => i === 0 || score <= (scores[i - 1] ?? score));

test('scores and codes that are not finite propose nothing; what is left lies in the picture, the likeliest first', () => {
  const anchors = detection.anchorGrid({ sizes: [16, 48], aspectRatios: [1], imageSize: [64, 64], gridSize: [2, 2] });
  fc.assert(
    fc.property(numbers(8), numbers(32), (objectness, codes) => {
      const outputs = { objectness: Float32Array.from(objectness), codes: Float32Array.from(codes) };
      const { boxes, scores } = detection.regionProposals(outputs, anchors, [64, 64]);
      assert.equal(boxes.length, 4 * scores.length);
      assert.ok(isInside([...boxes]) && falls([...scores]));
      const able = objectness.filter(
        (score, i) => Number.isFinite(score) && codes.slice(4 * i, 4 * i + 4).every(Number.isFinite),
      );
      assert.ok(scores.length <= able.length);
    }),
    RUNS,
  );
});

test('what the heads say that is not finite is no detection; what is left lies in the picture, the surest first', () => {
  fc.assert(
    fc.property(fc.array(anyBox, { maxLength: 4 }), numbers(12), numbers(48), (boxes, shares, codes) => {
      const outputs = {
        probabilities: Float32Array.from(shares.slice(0, 3 * boxes.length)),
        codes: Float32Array.from(codes.slice(0, 12 * boxes.length)),
      };
      const found = detection.regionDetections(outputs, boxes, [64, 64]);
      assert.ok(found.every(({ box }) => isInside(box)));
      assert.ok(falls(found.map(({ score }) => score)));
    }),
    RUNS,
  );
});

test('of any proposals, whole samples are drawn that lie in the picture and have finite codes', () => {
  const objects = [{ box: [4, 6, 20, 30], label: 3 }] as const;
  fc.assert(
    fc.property(fc.array(anyBox, { maxLength: 12 }), proposals => {
      for (const seed of ['a', null]) {
        const sample = detection.sampleRegions(objects, proposals, [64, 64], seed, { sampleSize: 6 });
        assert.deepEqual([sample.boxes.length, sample.codes.length], [24, 24]);
        assert.ok(isInside([...sample.boxes]) && sample.codes.every(Number.isFinite));
      }
    }),
    RUNS,
  );
});
