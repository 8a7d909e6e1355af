/** A dense array of 32-bit floats in row-major order; images and feature maps are [n, h, w, c] or [h, w, c]. */
export interface NDArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How the numbers of an array are kept in a file; here they are 32-bit floats. */
export type ElementType =
  | 'F16'
  | 'BF16'
  | 'F32'
  | 'F64'
  | 'BOOL'
  | 'U8'
  | 'I8'
  | 'F8_E5M2'
  | 'F8_E4M3'
  | 'I16'
  | 'U16'
  | 'I32'
  | 'U32'
  | 'I64'
  | 'U64';

/** An array that comes from a file, or goes to one. */
export interface StoredArray extends NDArray {
  /** How the file keeps it; F32 where nothing is said. */
  readonly dtype?: ElementType;
}

/** Arrays by name: what a file of weights holds, under PyTorch's names and in PyTorch's layouts. */
export type NamedArrays = ReadonlyMap<string, StoredArray>;
