import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as ops from '../../../lib/ops';
import { resolveWindow } from '../../../lib/spec/window';
import { toTensor } from '../../../lib/tfjs/arrays';
import { tf } from '../../../lib/tfjs/backend';
import { conv2d } from '../../../lib/tfjs/kernels/convolution';
import { usedTaps } from '../../../lib/tfjs/kernels/usedTaps';
import { rank4 } from '../../../lib/tfjs/native';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

const square = (side: number, size: number, strides: number, padding: number, dilationRate = 1) =>
  resolveWindow([side, side, 1], { size, strides, padding, dilationRate }, 'test');

test('on one pixel, one weight of a padded 3×3 kernel is used', () => {
  const used = usedTaps([1, 1], square(1, 3, 1, 1));
  assert.deepEqual(used?.start, [1, 1, 0, 0]);
  assert.deepEqual(used?.size, [1, 1, -1, -1]);
  assert.deepEqual(used?.window.padding.flat(), [0, 0, 0, 0]);
});

test('on 2×2 pixels a stride of 2 leaves 2×2 weights, a stride of 1 leaves all', () => {
  assert.deepEqual(usedTaps([2, 2], square(2, 3, 2, 1))?.start, [1, 1, 0, 0]);
  assert.equal(usedTaps([2, 2], square(2, 3, 1, 1)), null);
});

test('padding that no kernel reaches is left out', () => {
  const used = usedTaps([4, 4], square(4, 3, 2, 1));
  assert.deepEqual(
    [used?.isWhole, used?.window.padding],
    [
      true,
      [
        [1, 0],
        [1, 0],
      ],
    ],
  ); // prettier-ignore
});

test('a dilated kernel keeps what sees a pixel, and never cuts the image', () => {
  assert.deepEqual(usedTaps([3, 3], square(3, 3, 1, 6, 6))?.start, [1, 1, 0, 0]);
  assert.equal(usedTaps([3, 3], square(3, 3, 1, 2, 2)), null);
  assert.equal(usedTaps([4, 4], square(4, 2, 1, 2, 4)), null);
});

test('without the unused weights the convolution is the same, for any window', () => {
  const side = fc.integer({ min: 1, max: 4 });
  const args = {
    height: side,
    width: side,
    size: fc.tuple(side, side),
    strides: side,
    dilation: side,
    pads: fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }),
  }; // prettier-ignore
  fc.assert(
    fc.property(fc.record(args), ({ height, width, size, strides, dilation, pads }) => {
      const [top = 0, bottom = 0, left = 0, right = 0] = pads;
      const padding = [
        [top, bottom],
        [left, right],
      ] as const; // prettier-ignore
      const [kh, kw] = size.map(length => dilation * (length - 1) + 1) as [number, number];
      fc.pre(kh <= height + top + bottom && kw <= width + left + right);
      const options = { strides, padding, dilationRate: dilation };
      const window = resolveWindow([height, width, 2], { size, ...options }, 'test');
      const x = { shape: [2, height, width, 2], data: Float32Array.from(uniforms('x', 4 * height * width)) };
      const kernel = { shape: [...size, 2, 3], data: Float32Array.from(uniforms('k', 6 * size[0] * size[1])) };
      tf.tidy(() => {
        const y = conv2d(rank4(toTensor(x)), rank4(toTensor(kernel)), window);
        const expected = ops.conv2d(x, kernel, null, options);
        assert.deepEqual(y.shape, expected.shape);
        assertClose(y.dataSync(), expected.data, 1e-5, 'conv2d');
      });
    }),
    { numRuns: 300 },
  );
});
