/** A dense array of 32-bit floats in row-major order; images and feature maps are [n, h, w, c] or [h, w, c]. */
export interface NDArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
