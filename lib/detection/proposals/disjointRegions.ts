import * as reading from '../../spec/at';

const { doubleAt, intAt } = reading;

/** Disjoint sets of pixels. A region goes by its first pixel. */
export class DisjointRegions {
  private readonly parents: Int32Array;
  private readonly sizes: Int32Array;
  /** The longest edge within each region. */
  private readonly longest: Float64Array;

  constructor(pixels: number) {
    this.parents = new Int32Array(pixels).map((_, pixel) => pixel);
    this.sizes = new Int32Array(pixels).fill(1);
    this.longest = new Float64Array(pixels);
  }

  /** The region that a pixel is in. */
  find(pixel: number): number {
    const { parents } = this;
    let root = pixel;
    while (intAt(parents, root) !== root) root = intAt(parents, root);
    for (let next = pixel; next !== root; ) {
      const parent = intAt(parents, next);
      parents[next] = root;
      next = parent;
    }
    return root;
  }

  /** Pixels of a region. */
  size(region: number): number {
    return intAt(this.sizes, region);
  }

  /** The length up to which an edge may join this region to another. */
  tolerance(region: number, scale: number): number {
    return doubleAt(this.longest, region) + scale / intAt(this.sizes, region);
  }

  /** @param length of the edge that joins them: no edge within either is longer */
  join(a: number, b: number, length: number): void {
    const kept = Math.min(a, b);
    const joined = Math.max(a, b);
    this.parents[joined] = kept;
    this.sizes[kept] = intAt(this.sizes, kept) + intAt(this.sizes, joined);
    this.longest[kept] = length;
  }

  /** The region of each pixel, numbered in the order of their first pixels. */
  labels(): Int32Array {
    const labels = new Int32Array(this.parents.length);
    let count = 0;
    for (let pixel = 0; pixel < labels.length; pixel++) {
      const root = this.find(pixel);
      labels[pixel] = root === pixel ? count++ : intAt(labels, root);
    }
    return labels;
  }
}
