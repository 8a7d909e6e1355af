import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { zeros } from './array';
import { type Convolution, type ConvolutionOptions, resolveConvolution } from './convolution';

const { floatAt } = reading;

/**
 * A convolution as its definition reads, loop by loop. Slow, and the one to compare all others with:
 *
 * y[y, x, o] = bias[o] + Σ over ky, kx, i of x[y·stride + ky·dilation − top, x·stride + kx·dilation − left, i] · kernel[ky, kx, i, o]
 *
 * As in every deep-learning library the kernel is not flipped, so that mathematics calls this a correlation.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, in/groups, out]
 * @param bias [out], or null for none
 * @returns [n, oh, ow, out]
 * @throws RangeError when shapes, groups and options do not go together
 */
export function conv2dNaive(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray | null,
  options: ConvolutionOptions = {},
): NDArray {
  const conv = resolveConvolution(x, kernel, bias, options, 'conv2dNaive');
  const [height, width] = conv.window.output;
  const result = zeros([conv.input.batch, height, width, conv.outChannels]);
  let written = 0;
  for (let n = 0; n < conv.input.batch; n++) {
    for (let oy = 0; oy < height; oy++) {
      for (let ox = 0; ox < width; ox++) {
        for (let o = 0; o < conv.outChannels; o++) {
          const offset = bias === null ? 0 : floatAt(bias.data, o);
          result.data[written++] = windowSum(x, kernel, conv, n, oy, ox, o) + offset;
        }
      }
    }
  }
  return result;
}

/** The kernel of output channel `o` times the pixels under it, summed; pixels in the padding are zeros. */
function windowSum(
  x: NDArray,
  kernel: NDArray,
  conv: Convolution,
  n: number,
  oy: number,
  ox: number,
  o: number,
): number {
  const { window, inPerGroup, outChannels, outPerGroup } = conv;
  const { height, width, channels } = conv.input;
  const [kh, kw] = window.size;
  const [down, right] = window.dilationRate;
  const top = oy * window.strides[0] - window.padding[0][0];
  const left = ox * window.strides[1] - window.padding[1][0];
  const firstChannel = Math.floor(o / outPerGroup) * inPerGroup;
  let sum = 0;
  for (let ky = 0; ky < kh; ky++) {
    const iy = top + ky * down;
    if (iy < 0 || iy >= height) continue;
    for (let kx = 0; kx < kw; kx++) {
      const ix = left + kx * right;
      if (ix < 0 || ix >= width) continue;
      const pixel = ((n * height + iy) * width + ix) * channels + firstChannel;
      const weights = (ky * kw + kx) * inPerGroup;
      for (let i = 0; i < inPerGroup; i++) {
        sum += floatAt(x.data, pixel + i) * floatAt(kernel.data, (weights + i) * outChannels + o);
      }
    }
  }
  return sum;
}
