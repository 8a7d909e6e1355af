import type { Random } from '../../spec/random';

/** A window of a layer along one axis. */
export type Window = readonly [kernel: number, stride: number, dilation: number];

/** The receptive field of a unit after a stack of windows, in pixels. */
export function receptiveField(windows: readonly Window[]): number {
  let [size, step] = [1, 1];
  for (const [kernel, stride, dilation] of windows) {
    size += dilation * (kernel - 1) * step;
    step *= stride;
  }
  return size;
}

/** A slip: a layer's own stride already lengthens its own steps. */
export function strideFirst(windows: readonly Window[]): number {
  let [size, step] = [1, 1];
  for (const [kernel, stride, dilation] of windows) {
    step *= stride;
    size += dilation * (kernel - 1) * step;
  }
  return size;
}

/** The field with windows of another size, dilation worked in. */
export const withSpan = (windows: readonly Window[], span: (kernel: number, dilation: number) => number): number =>
  receptiveField(windows.map(([kernel, stride, dilation]) => [span(kernel, dilation), stride, 1]));

const window = (kernel: number, stride = 1, dilation = 1): Window => [kernel, stride, dilation];

/** Known stacks first, because the first that fails is shown. */
export const STACKS: readonly (readonly [readonly Window[]])[] = [
  [[window(3)]],
  [[window(3), window(3)]],
  [[window(3, 2), window(3)]],
  [[window(3), window(3, 1, 2), window(3, 1, 4)]],
  [[window(3), window(3), window(2, 2), window(3), window(3), window(2, 2)]],
  [[window(11, 4), window(3, 2), window(5), window(3, 2), window(3)]],
  [[window(7, 2), window(3, 2), window(1), window(3, 1, 2), window(1, 2), window(3, 1, 3)]],
];

/** One to six layers, as networks have them. */
export function randomStack(random: Random): Window[] {
  return Array.from({ length: 1 + random.integer(6) }, () =>
    window(1 + random.integer(7), 1 + random.integer(3), 1 + random.integer(3)),
  );
}
