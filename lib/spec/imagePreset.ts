/** What an image goes through before it reaches a network: the same as when the network was trained. */
export interface ImagePreset {
  /** Pixels that the shorter side is brought to; absent where the image keeps its size. */
  readonly shorterSide?: number;
  /** Whether the middle is cut out, as large as the network's published input. */
  readonly cropped: boolean;
  /** Of red, green and blue, on a scale from 0 to 1: what is taken off, and what the rest is divided by. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Whether the network takes blue, green, red. */
  readonly blueFirst?: boolean;
}
