import type { ResolvedWindow } from '../../spec/window';

/** The part of a kernel [kh, kw, in, out] that meets the image, and the window that it makes. */
export interface UsedTaps {
  readonly start: [number, number, number, number];
  readonly size: [number, number, number, number];
  /** Whether that is the whole kernel: then it is the padding that is less. */
  readonly isWhole: boolean;
  readonly window: ResolvedWindow;
}

/**
 * Finds rows and columns of a kernel that see nothing but padding, wherever the kernel lies, and padding that the kernel does
 * not reach: on maps of 1×1, eight of the nine weights of a padded 3×3 kernel are such. Without them the result is the same, and
 * the gradients take a part of the time: for the kernel of a convolution on [64, 1, 1, 512] to 512 channels, 0.5 in place of
 * 34 ms on two cores; a training step of ResNet-18 on 32×32 pixels, 130 in place of 233 ms.
 *
 * @param image height and width
 * @returns null where all are used
 */
export function usedTaps(image: readonly [number, number], window: ResolvedWindow): UsedTaps | null {
  const [rows, columns] = [alongAxis(image[0], window, 0), alongAxis(image[1], window, 1)];
  const size = [rows.count, columns.count] as const;
  const padding = [rows.padding, columns.padding] as const;
  if ([...size, ...padding.flat()].join() === [...window.size, ...window.padding.flat()].join()) return null;
  return {
    start: [rows.first, columns.first, 0, 0],
    size: [...size, -1, -1],
    isWhole: size[0] === window.size[0] && size[1] === window.size[1],
    window: { ...window, size, padding },
  };
}

interface UsedRows {
  readonly first: number;
  readonly count: number;
  readonly padding: readonly [number, number];
}

function alongAxis(
  length: number,
  { size, strides, dilationRate, padding, output }: ResolvedWindow,
  axis: 0 | 1,
): UsedRows {
  const [stride, dilation, [before, after]] = [strides[axis], dilationRate[axis], padding[axis]];
  const last = (output[axis] - 1) * stride;
  let [first, end] = [0, size[axis]];
  // A row is cut only together with as much padding: the image itself must not be cut.
  while (first < end - 1 && last + first * dilation < before && (first + 1) * dilation <= before) first++;
  while (end > first + 1 && (end - 1) * dilation - before >= length && (size[axis] - end + 1) * dilation <= after)
    end--;
  const reached = last + (end - 1) * dilation + 1 - before - length;
  return {
    first,
    count: end - first,
    padding: [before - first * dilation, Math.max(0, Math.min(reached, after))],
  };
}
