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

/** Known stacks first, because the first that fails is shown. */
export const STACKS: readonly (readonly [readonly Window[]])[] = [
  'k3',
  'k3 k3',
  'k3s2 k3',
  'k3 k3d2 k3d4',
  'k3 k3 k2s2 k3 k3 k2s2',
  'k11s4 k3s2 k5 k3s2 k3',
  'k7s2 k3s2 k1 k3d2 k1s2 k3d3',
].map(stack => [stack.split(' ').map(readWindow)]);

/** `k3s2d4` as [3, 2, 4]; stride and dilation are 1 where they are left out. */
function readWindow(word: string): Window {
  const read = (letter: string): number => Number(word.match(`${letter}(\\d+)`)?.[1] ?? 1);
  return [read('k'), read('s'), read('d')];
}
