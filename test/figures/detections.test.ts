import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as figures from '../../lib/figures';

const IMAGE = { shape: [4, 8, 3], data: new Float32Array(96).fill(0.5) };
const OPTIONS: figures.DetectionsOptions = {
  title: 'Two',
  classNames: ['cat', 'dog'],
  detections: [
    { box: [1, 0, 4, 4], label: 0, score: 0.9 },
    { box: [4, 1, 8, 3], label: 1, score: 0.456 },
  ],
};

test('every box has its outline, a caption with class and score, and its class a line in the legend', () => {
  const { data, layout, alt } = figures.detections(IMAGE, OPTIONS);
  assert.deepEqual(
    [data[2]?.x, data[2]?.y],
    [
      [1, 4, 4, 1, 1],
      [0, 0, 4, 4, 0],
    ],
  );
  assert.deepEqual(data.flatMap(({ showlegend, name }) => (showlegend === false ? [] : [name])).slice(1), [
    'cat',
    'dog',
  ]);
  assert.match(JSON.stringify(layout.annotations), /"dog 0.46".*"cat 0.90"/);
  assert.equal(alt, 'Two. Boxes drawn: cat 0.90, dog 0.46.');
});

test('the truth is dashed and told of; nothing found is a picture, too', () => {
  const truths = [{ box: [0, 0, 4, 4], label: 1 }] as const;
  const { data, alt } = figures.detections(IMAGE, { ...OPTIONS, detections: [], truths });
  assert.match(JSON.stringify(data), /"dash":"dash"/);
  assert.equal(alt, 'Two. Boxes drawn: none. Objects that are there: 1.');
  assert.equal(figures.detections(IMAGE, { ...OPTIONS, detections: [] }).data.length, 1);
});

test('many boxes are counted in the alternative text', () => {
  const many = Array.from({ length: 40 }, () => ({ box: [0, 0, 2, 2] as const, label: 0, score: 0.5 }));
  const { alt } = figures.detections(IMAGE, { ...OPTIONS, detections: many });
  assert.equal(alt, 'Two. 40 boxes drawn, among them cat 0.50, cat 0.50, cat 0.50.');
});

test('a label without a name and a box without place are refused', () => {
  const draw = (found: figures.DrawnDetection) => () => figures.detections(IMAGE, { ...OPTIONS, detections: [found] });
  assert.throws(draw({ box: [0, 0, 1, 1], label: 2, score: 1 }), {
    name: 'RangeError',
    message: 'figures.detections: a label is a position in the 2 class names. Received 2.',
  });
  assert.throws(draw({ box: [0, 0, Number.NaN, 1], label: 0, score: 1 }), {
    name: 'RangeError',
    message: 'figures.detections: the numbers of a box are finite. Received [0, 0, NaN, 1].',
  });
});
