/** A picture in bytes, as decoders give it. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel, row by row: red, green, blue, alpha. */
  readonly data: Uint8Array;
}
