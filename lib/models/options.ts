/** What every network takes. */
export interface ModelOptions {
  /** Length of the classifier's output. */
  readonly numClasses?: number;
  /** `[height, width, channels]`; the published one by default. */
  readonly inputShape?: readonly [number, number, number];
}

/** Names layers as PyTorch's `nn.Sequential` does: the first call gives `prefix.0`, the next `prefix.1`, and so on. */
export function sequential(prefix: string): () => string {
  let index = 0;
  return () => `${prefix}.${index++}`;
}
