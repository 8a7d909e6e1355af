import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelMap, overlayLabels, paintLabels, vocColor } from '../../lib/segmentation';

test("VOC's colours, from its development kit", () => {
  assert.deepEqual([0, 1, 2, 3, 8, 15, 20, 255].map(vocColor), [
    [0, 0, 0],
    [128, 0, 0],
    [0, 128, 0],
    [128, 128, 0],
    [64, 0, 0],
    [192, 128, 128],
    [0, 64, 128],
    [224, 224, 192],
  ]);
  assert.equal(new Set(Array.from({ length: 256 }, (_, label) => vocColor(label).join())).size, 256);
  assert.throws(() => vocColor(256), {
    name: 'RangeError',
    message: 'vocColor: a label of VOC is a whole number from 0 to 255. Received 256.',
  });
});

test('labels become a picture, in colours of one’s own too', () => {
  const labels = labelMap([1, 2], [0, 1]);
  assert.deepEqual(paintLabels(labels), { shape: [1, 2, 3], data: Float32Array.of(0, 0, 0, 128 / 255, 0, 0) });
  const colors = (label: number) => [label * 255, 0, 51] as const;
  assert.deepEqual(paintLabels(labels, { colors }).data, Float32Array.of(0, 0, 0.2, 1, 0, 0.2));
});

test('labels lie over their picture, the background bare', () => {
  const labels = labelMap([1, 2], [0, 2]);
  const gray = { shape: [1, 2, 1], data: Float32Array.of(0.5, 1) };
  const over = overlayLabels(gray, labels, { opacity: 0.5 });
  assert.deepEqual(over.shape, [1, 2, 3]);
  assert.deepEqual(over.data, Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.5 + 64 / 255, 0.5));
  const color = { shape: [1, 2, 3], data: Float32Array.of(0.1, 0.2, 0.3, 1, 1, 1) };
  assert.deepEqual(
    overlayLabels(color, labels, { opacity: 1, bare: null }).data,
    Float32Array.of(0, 0, 0, 0, 128 / 255, 0),
  );
  assert.throws(() => overlayLabels(gray, labelMap([2, 1], [0, 0])), {
    name: 'RangeError',
    message: 'overlayLabels: picture and labels must have one size. Received a picture [1, 2, 1] and labels [2, 1].',
  });
});
