import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  assignToCells,
  cellPredictions,
  fromPrior,
  responsibleBox,
  toPrior,
  type YoloLossTerms,
  yoloLoss,
} from '../../../lib/detection';
import { at } from '../../../lib/spec';
import { elements } from '../../../lib/spec/shape';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';
import { type Listed, type LossCase, located, sines, trainedLoss } from './support';

interface Golden extends LossCase {
  readonly name: string;
  readonly scale: number;
  /** [image, row, column, box] */
  readonly responsible: readonly (readonly [number, number, number, number])[];
  readonly terms: YoloLossTerms;
  readonly gradient: readonly number[];
}

const { cases } = readGolden<{ readonly cases: readonly Golden[] }>('yolo');

const inOrder = ({ middle, size, confidence, idle, class: ofClass }: YoloLossTerms): number[] => [
  ...[middle, size, confidence, idle, ofClass],
];

for (const one of cases) {
  const { name, boxes, priors, picture, grid } = one;
  const output = sines(one, one.scale);
  const objects = one.objects.map(located);

  test(`${name}: the five terms are PyTorch's, written out and in training, and so is the gradient`, () => {
    assertClose(
      inOrder(yoloLoss(output, objects, { boxes, priors, picture })),
      inOrder(one.terms),
      1e-6,
      'written out',
    );
    const { terms, gradient } = trainedLoss(one, output);
    assertClose(inOrder(terms), inOrder(one.terms), 1e-6, 'in training');
    assertClose(gradient, one.gradient, 1e-6, 'gradient');
  });

  test(`${name}: the boxes that PyTorch finds responsible`, () => {
    const [rows, columns] = grid;
    const length = output.data.length / objects.length;
    const seen = objects.flatMap((list, image) => {
      const data = output.data.subarray(image * length, (image + 1) * length);
      const cells = cellPredictions({ shape: output.shape.slice(1), data }, { boxes, priors, picture });
      return assignToCells(list, { rows, columns }, picture).assigned.map(assignment => {
        const { row, column, cell } = assignment;
        return [image, row, column, responsibleBox(at(cells, cell).boxes, assignment)];
      });
    });
    assert.deepEqual(seen, one.responsible);
  });
}

/** Pictures with up to four objects each, and any numbers that a network could give. */
const anyCase = fc
  .record({
    grid: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    boxes: fc.integer({ min: 1, max: 3 }),
    classes: fc.integer({ min: 1, max: 4 }),
    picture: fc.tuple(fc.integer({ min: 8, max: 64 }), fc.integer({ min: 8, max: 64 })),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .chain(one => {
    const [height, width] = one.picture;
    const along = (side: number) => fc.tuple(fc.integer({ min: 0, max: side - 2 }), fc.integer({ min: 1, max: side }));
    const object = fc
      .tuple(fc.integer({ min: 0, max: one.classes - 1 }), along(width), along(height))
      .map(([label, [x, w], [y, h]]): Listed => [label, x, y, Math.min(x + w, width), Math.min(y + h, height)]);
    const objects = fc.array(fc.array(object, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
    return objects.map(listed => ({ ...one, objects: listed }));
  });

test('in training the loss is the one that is written out, whatever the network gives', () => {
  fc.assert(
    fc.property(anyCase, fc.double({ min: 0.05, max: 1.5, noNaN: true }), (one, scale) => {
      const shape = [one.objects.length, ...one.grid, 5 * one.boxes + one.classes];
      const data = Float32Array.from({ length: elements(shape) }, (_, i) => scale * Math.sin(1.3 * i + one.seed));
      const output = { shape, data };
      const written = yoloLoss(output, one.objects.map(located), one);
      assertClose(inOrder(trainedLoss(one, output).terms), inOrder(written), 1e-5);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('a box told from a prior and back is the same, and a middle cannot leave its cell', () => {
  const part = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(part, part, part, part), fc.tuple(part, part), (box, prior) => {
      assertClose(fromPrior(toPrior(box, prior), prior), box, 1e-9);
    }),
    { seed: 1 },
  );
  assert.deepEqual(fromPrior([0, 0, 0, 0], [0.25, 0.16]), [0.5, 0.5, 0.5, 0.4]);
  assert.ok(fromPrior([-40, 40, 0, 0], [0.5, 0.5]).every(value => value >= 0 && value <= 1));
});

test('the terms by hand: one cell, one box that is a quarter too far to the right', () => {
  // x, y, √w, √h, confidence, two classes; the object fills the middle quarter of the picture.
  const output = { shape: [1, 1, 1, 7], data: Float32Array.of(0.75, 0.5, 0.5, 0.5, 0.5, 0.25, 0.75) };
  const terms = yoloLoss(output, [[{ label: 1, box: [6, 6, 10, 10] }]], { boxes: 1, picture: 16 });
  // The boxes [6, 10] and [10, 14] touch, and share nothing.
  assert.deepEqual(terms, { middle: 5 * 0.0625, size: 0, confidence: 0.25, idle: 0, class: 0.125 });
  const empty = yoloLoss(output, [[]], { boxes: 1, picture: 16, idle: 1 });
  assert.deepEqual(empty, { middle: 0, size: 0, confidence: 0, idle: 0.25, class: 0 });
});

test('a right answer costs nothing: confidence 1 where the box fits, and 0 elsewhere', () => {
  const cell = [0.5, 0.5, Math.SQRT1_2, Math.SQRT1_2, 1, 0, 0, 0, 0, 0, 0, 1];
  const output = { shape: [1, 1, 1, 12], data: Float32Array.from(cell) };
  const terms = yoloLoss(output, [[{ label: 1, box: [16, 16, 48, 48] }]], { picture: 64 });
  assertClose(inOrder(terms), [0, 0, 0, 0, 0], 1e-12);
});

test('what does not fit is named', () => {
  const output = { shape: [1, 2, 2, 12], data: new Float32Array(48) };
  assert.throws(() => yoloLoss(output, [[], []], { picture: 8 }), {
    name: 'RangeError',
    message: 'yoloLoss: there must be a list of objects for each picture. Received 2 lists for outputs [1, 2, 2, 12].',
  });
  assert.throws(() => yoloLoss(output, [[{ label: 2, box: [0, 0, 4, 4] }]], { picture: 8 }), {
    name: 'RangeError',
    message: 'yoloLoss: labels go from 0 to 1. Received 2.',
  });
  assert.throws(() => yoloLoss(output, [[]], { picture: 8, idle: -1 }), {
    name: 'RangeError',
    message: 'yoloLoss: the weights of the loss must be 0 or more. Received -1.',
  });
  for (const priors of [[], [[0.1, 0]], [[0.1, 0.2]]] as [number, number][][]) {
    assert.throws(() => yoloLoss(output, [[]], { picture: 8, boxes: 2, priors }), {
      name: 'RangeError',
      message: `yoloLoss: priors must be a positive width and height for each box of a cell. Received ${JSON.stringify(priors)}.`,
    });
  }
  assert.throws(() => yoloLoss(output, [[]], { picture: 8, boxes: 3 }), {
    name: 'RangeError',
    message: 'yoloLoss: an output with 3 boxes a cell must be [rows, columns, 5 · 3 + classes]. Received [2, 2, 12].',
  });
});
