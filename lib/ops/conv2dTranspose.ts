import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showShape } from '../spec/pair';
import { resolveTransposedWindow } from '../spec/window';
import { checkVector, imagesOf } from './array';
import { type Convolution, type ConvolutionOptions, checkGroups, kernelShape, withDefaults } from './convolution';

const { doubleAt, floatAt } = reading;

export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /** Rows and columns added at the bottom and right of the output; 0 unless told. */
  readonly outputPadding?: Pair;
}

/**
 * A transposed convolution: every input pixel paints the kernel, times its value, onto the output, `strides` pixels
 * further for each step, and what overlaps adds up. `padding` is cut off the painted image.
 * Its matrix is the transpose of the convolution's that has the same kernel and options; hence the name.
 *
 * Introduced in notebook upsampling.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, out/groups, in]
 * @param bias [out], or null for none
 * @returns [n, oh, ow, out]
 * @throws RangeError when shapes, groups and options do not go together
 * @see Dumoulin and Visin, A guide to convolution arithmetic for deep learning, https://arxiv.org/abs/1603.07285, chapter 4
 */
export function conv2dTranspose(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray | null,
  options: TransposedConvolutionOptions = {},
): NDArray {
  const conv = resolve(x, kernel, bias, options);
  const { input, window } = conv;
  const [height, width] = window.output;
  const sums = new Float64Array(input.batch * height * width * conv.outChannels);
  let pixel = 0;
  for (let n = 0; n < input.batch; n++) {
    for (let iy = 0; iy < input.height; iy++) {
      for (let ix = 0; ix < input.width; ix++) paintKernel(x, kernel, conv, n, iy, ix, pixel++, sums);
    }
  }
  return { shape: [input.batch, height, width, conv.outChannels], data: withBias(sums, bias) };
}

/** Adds bias[c] to every sum of channel c, and rounds to 32 bits. */
function withBias(sums: Float64Array, bias: NDArray | null): Float32Array {
  const result = Float32Array.from(sums);
  if (bias === null) return result;
  const channels = bias.data.length;
  for (let i = 0; i < result.length; i++) result[i] = doubleAt(sums, i) + floatAt(bias.data, i % channels);
  return result;
}

/** Adds the kernel times input pixel (iy, ix) to the output pixels that it reaches. */
function paintKernel(
  x: NDArray,
  kernel: NDArray,
  conv: Convolution,
  n: number,
  iy: number,
  ix: number,
  pixel: number,
  sums: Float64Array,
): void {
  const { window } = conv;
  const [height, width] = window.output;
  for (let ky = 0; ky < window.size[0]; ky++) {
    const oy = iy * window.strides[0] + ky * window.dilationRate[0] - window.padding[0][0];
    if (oy < 0 || oy >= height) continue;
    for (let kx = 0; kx < window.size[1]; kx++) {
      const ox = ix * window.strides[1] + kx * window.dilationRate[1] - window.padding[1][0];
      if (ox < 0 || ox >= width) continue;
      const tap = ky * window.size[1] + kx;
      paintPixel(x, kernel, conv, pixel, tap, ((n * height + oy) * width + ox) * conv.outChannels, sums);
    }
  }
}

/** Adds kernel[ky, kx] (a matrix [out/groups, in]) times the channels of one input pixel to one output pixel. */
function paintPixel(
  x: NDArray,
  kernel: NDArray,
  conv: Convolution,
  pixel: number,
  tap: number,
  target: number,
  sums: Float64Array,
): void {
  const { inChannels, outChannels, inPerGroup, outPerGroup } = conv;
  for (let o = 0; o < outChannels; o++) {
    const firstChannel = Math.floor(o / outPerGroup) * inPerGroup;
    const values = pixel * inChannels + firstChannel;
    const weights = (tap * outPerGroup + (o % outPerGroup)) * inChannels + firstChannel;
    let sum = 0;
    for (let i = 0; i < inPerGroup; i++) sum += floatAt(x.data, values + i) * floatAt(kernel.data, weights + i);
    sums[target + o] = doubleAt(sums, target + o) + sum;
  }
}

function resolve(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray | null,
  options: TransposedConvolutionOptions,
): Convolution {
  const where = 'conv2dTranspose';
  const input = imagesOf(x, where);
  const [kh, kw, outPerGroup, inChannels] = kernelShape(kernel, where, '[kh, kw, out/groups, in]');
  const { groups, ...moves } = withDefaults(options);
  if (inChannels !== input.channels) {
    throw new RangeError(
      `${where}: kernel reads ${inChannels} channels, and x has ${input.channels}. ` +
        `Received x ${showShape(x.shape)}, kernel ${showShape(kernel.shape)} ([kh, kw, out/groups, in]).`,
    );
  }
  const outChannels = outPerGroup * groups;
  checkGroups(groups, inChannels, outChannels, where);
  if (bias !== null) checkVector(bias, outChannels, where, 'bias');
  const kernelSize = [kh, kw] as const;
  const { outputPadding = 0 } = options;
  const window = resolveTransposedWindow(
    [input.height, input.width, input.channels],
    { ...moves, size: kernelSize, outputPadding },
    where,
  );
  return { input, window, kernelSize, inChannels, outChannels, groups, inPerGroup: inChannels / groups, outPerGroup };
}
