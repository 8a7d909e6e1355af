import * as reading from '../../spec/at';
import { type Histograms, type RegionFeatures, unionOf } from './regionFeatures';

const { doubleAt, floatAt } = reading;

/**
 * What makes two regions alike. `'color'` and `'texture'`: what their histograms have in common. `'size'`: both are small, so that
 * regions grow everywhere at once. `'fill'`: they fit into each other, so that the box around them has few other pixels.
 */
export type Similarity = 'color' | 'texture' | 'size' | 'fill';

/** The four similarities of two regions, each from 0 to 1. */
export type Similarities = { readonly [K in Similarity]: number };

/** What similarities are computed from. */
interface Comparison {
  readonly features: RegionFeatures;
  /** Pixels of the picture. */
  readonly pixels: number;
  readonly a: number;
  readonly b: number;
}

const measures: { readonly [K in Similarity]: (pair: Comparison) => number } = {
  color: ({ features, a, b }) => intersection(features.color, a, b),
  texture: ({ features, a, b }) => intersection(features.texture, a, b),
  size: ({ features: { sizes }, pixels, a, b }) => 1 - (doubleAt(sizes, a) + doubleAt(sizes, b)) / pixels,
  fill({ features: { sizes, boxes }, pixels, a, b }) {
    const [x1, y1, x2, y2] = unionOf(boxes, a, b);
    return 1 - ((x2 - x1) * (y2 - y1) - doubleAt(sizes, a) - doubleAt(sizes, b)) / pixels;
  },
};

/** The names of the similarities. */
export const SIMILARITIES = Object.keys(measures) as readonly Similarity[]; // the table's keys are these

/** The sum of some similarities of two regions. */
export function similarityOf(which: readonly Similarity[], pair: Comparison): number {
  let sum = 0;
  for (const name of which) sum += measures[name](pair);
  return sum;
}

/** All four similarities of two regions. */
export function similaritiesOf(pair: Comparison): Similarities {
  return {
    color: measures.color(pair),
    texture: measures.texture(pair),
    size: measures.size(pair),
    fill: measures.fill(pair),
  };
}

/** What two histograms have in common: the sum of the smaller of each two bins. */
function intersection({ bins, data }: Histograms, a: number, b: number): number {
  let common = 0;
  for (let bin = 0; bin < bins; bin++) {
    common += Math.min(floatAt(data, a * bins + bin), floatAt(data, b * bins + bin));
  }
  return common;
}
