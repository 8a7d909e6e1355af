import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { type ResolvedWindow, resolveWindow } from '../spec/window';
import { copyValues, type Images, imagesOf, zeros } from './array';
import { type ConvolutionOptions, withDefaults } from './convolution';

/** How the window moves; every channel is taken, so there are no groups. */
export interface Im2colOptions extends Omit<ConvolutionOptions, 'groups'> {
  readonly kernelSize: Pair;
}

/**
 * Lays every window of the input out as one row of a matrix, so that a convolution becomes a matrix product.
 * A pixel is copied once for every window that covers it: about kh · kw / (stride · stride) times the memory of `x`.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, h, w, c]
 * @returns [n · oh · ow, kh · kw · c], columns in the order of a kernel [kh, kw, c]; zeros where the window is over the padding
 * @throws RangeError when the window does not fit
 * @see Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006
 */
export function im2col(x: NDArray, options: Im2colOptions): NDArray {
  const input = imagesOf(x, 'im2col');
  const size = options.kernelSize;
  const window = resolveWindow(
    [input.height, input.width, input.channels],
    { ...withDefaults(options), size },
    'im2col',
  );
  const [height, width] = window.output;
  const rowLength = window.size[0] * window.size[1] * input.channels;
  const result = zeros([input.batch * height * width, rowLength]);
  let written = 0;
  for (let n = 0; n < input.batch; n++) {
    for (let oy = 0; oy < height; oy++) {
      for (let ox = 0; ox < width; ox++) {
        copyWindow(x.data, input, window, n, oy, ox, result.data, written);
        written += rowLength;
      }
    }
  }
  return result;
}

/** Copies the window at (oy, ox), pixel by pixel with all channels, to `to[written …]`; zeros stay over the padding. */
function copyWindow(
  from: Float32Array,
  input: Images,
  window: ResolvedWindow,
  n: number,
  oy: number,
  ox: number,
  to: Float32Array,
  written: number,
): void {
  const { height, width, channels } = input;
  const [kh, kw] = window.size;
  const [down, right] = window.dilationRate;
  const top = oy * window.strides[0] - window.padding[0][0];
  const left = ox * window.strides[1] - window.padding[1][0];
  // Without dilation the pixels under one row of the window lie side by side, and are copied together.
  const together = right === 1 ? kw : 1;
  for (let ky = 0; ky < kh; ky++) {
    const iy = top + ky * down;
    if (iy < 0 || iy >= height) continue;
    const row = (n * height + iy) * width;
    for (let kx = 0; kx < kw; kx += together) {
      const ix = left + kx * right;
      const [first, end] = [Math.max(ix, 0), Math.min(ix + together, width)];
      const place = written + (ky * kw + kx + first - ix) * channels;
      copyValues(from, (row + first) * channels, to, place, (end - first) * channels);
    }
  }
}
