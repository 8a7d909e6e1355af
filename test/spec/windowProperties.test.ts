import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  outputSize,
  resolveTransposedWindow,
  resolveWindow,
  samePadding,
  transposedOutputSize,
} from '../../lib/arithmetic';

/** The same windows in every run; a failing one is shrunk to the smallest that fails. */
const RUNS = { seed: 20150901, numRuns: 2000 } as const;

interface Axis {
  readonly input: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [number, number];
}

const axes: fc.Arbitrary<Axis> = fc.record({
  input: fc.integer({ min: 1, max: 40 }),
  size: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 6 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
});

const sizeOf = ({ input, size, stride, padding, dilation }: Axis, ceilMode = false): number =>
  outputSize(input, { size, stride, padding, dilation, ceilMode });

/** Where the taps of window `i` lie; 0 is the image's first pixel. */
function taps({ size, stride, dilation, padding }: Axis, i: number): number[] {
  return Array.from({ length: size }, (_, tap) => i * stride - padding[0] + tap * dilation);
}

/** Where window `i` starts and where its last tap lies. */
const startOf = (axis: Axis, i: number): number => Math.min(...taps(axis, i));
const endOf = (axis: Axis, i: number): number => Math.max(...taps(axis, i));

/** Lays window after window, and counts them until one does not belong to the output. */
function countWhile(belongs: (i: number) => boolean): number {
  let count = 0;
  while (belongs(count)) count++;
  return count;
}

test('the output has as many pixels as there are windows inside image and padding', () => {
  fc.assert(
    fc.property(axes, axis => {
      const windows = countWhile(i => endOf(axis, i) < axis.input + axis.padding[1]);
      // The formula goes on below 0 where the window does not fit.
      assert.equal(Math.max(sizeOf(axis), 0), windows);
    }),
    RUNS,
  );
});

test('ceil mode lays windows until one reaches the end of the padding, and drops one that starts there', () => {
  fc.assert(
    fc.property(axes, axis => {
      fc.pre(sizeOf(axis) >= 1);
      const last = axis.input + axis.padding[1] - 1;
      const windows = countWhile(i => i === 0 || endOf(axis, i - 1) < last);
      const inPadding = startOf(axis, windows - 1) >= axis.input;
      assert.equal(sizeOf(axis, true), inPadding ? windows - 1 : windows);
    }),
    RUNS,
  );
});

test("'same' gives ⌈input / stride⌉ pixels with the least padding that does, the odd pixel after", () => {
  fc.assert(
    fc.property(axes, ({ input, size, stride, dilation }) => {
      const padding = samePadding(input, { size, stride, dilation });
      const wanted = Math.ceil(input / stride);
      const [before, after] = padding;
      assert.ok(after - before === 0 || after - before === 1, `${padding}`);
      const window = { size, strides: stride, padding: 'same', dilationRate: dilation } as const;
      assert.deepEqual(resolveWindow([input, input], window, 'test').output, [wanted, wanted]);
      if (before + after === 0) return;
      assert.ok(
        outputSize(input, { size, stride, padding: [before, after - 1], dilation }) < wanted,
        'one pixel less is too few',
      );
    }),
    RUNS,
  );
});

test('a transposed convolution gives back the size that its convolution read', () => {
  fc.assert(
    fc.property(axes, axis => {
      const { input, size, stride, padding, dilation } = axis;
      const output = sizeOf(axis);
      fc.pre(output >= 1);
      // The pixels at the end that no window reads are those that outputPadding adds.
      const unread = input + padding[1] - 1 - endOf(axis, output - 1);
      assert.equal(transposedOutputSize(output, { size, stride, padding, dilation, outputPadding: unread }), input);
      assert.ok(unread < stride);
      const window = { size, strides: stride, padding: [padding, [0, 0]], dilationRate: dilation } as const;
      const back = resolveTransposedWindow([output, 1], { ...window, outputPadding: [unread, 0] }, 'test');
      assert.equal(back.output[0], input);
    }),
    RUNS,
  );
});

test('a transposed convolution paints as many pixels as its taps reach', () => {
  fc.assert(
    fc.property(axes, ({ input, size, stride, padding, dilation }) => {
      const painted = new Set<number>();
      for (let pixel = 0; pixel < input; pixel++) {
        for (let tap = 0; tap < size; tap++) painted.add(pixel * stride + tap * dilation);
      }
      const reach = Math.max(...painted) + 1;
      assert.equal(transposedOutputSize(input, { size, stride, padding, dilation }), reach - padding[0] - padding[1]);
    }),
    RUNS,
  );
});
