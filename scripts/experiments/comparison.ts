import { cifar10, firstOfEachClass, holdOut, type LabelledImages } from '../../lib/datasets';
import type { CsvRow } from '../../lib/datasets/csv';
import type { NetworkSpec } from '../../lib/spec';
import type { InitializerName } from '../../lib/tfjs';
import type { Augmentation, FitOptions } from '../../lib/training';
import type { Run } from './record';

/** One of the things that a comparison compares. */
export interface Variant {
  readonly net: () => NetworkSpec;
  /** `'he'` by default. */
  readonly initializer?: InitializerName;
  /** Instead of the recipe's. */
  readonly augment?: Augmentation;
  /** Changes the first weights. */
  readonly prepare?: Run['prepare'];
}

/** The images of a run. `test` is measured once, at the end; `validation` after each epoch. */
export interface Images {
  readonly train: LabelledImages;
  readonly validation?: LabelledImages;
  readonly test: LabelledImages;
}

/** A question that is answered by training each variant, at a rate that was chosen for it, from several seeds. */
export interface Comparison {
  readonly variants: Readonly<Record<string, Variant>>;
  /** How a variant is trained, but for epochs, seed and images. */
  readonly recipe: (rate: number) => Omit<FitOptions, 'epochs'>;
  /** `bundledImages` by default. */
  readonly images?: (purpose: Purpose) => Images;
  /** More columns of the last row, measured on the trained network and its training images. */
  readonly atEnd?: (model: Model, train: LabelledImages) => Promise<CsvRow>;
}

type Model = Parameters<NonNullable<Run['atEnd']>>[0];

/** A rate is chosen on images that are neither trained nor reported; what is reported is measured on all test images. */
export type Purpose = 'choose a rate' | 'report';

/** The 4,000 training images that come with the course; a fifth of them is held back while a rate is chosen. */
export function bundledImages(purpose: Purpose): Images {
  const { train } = cifar10();
  return purpose === 'report' ? { train, test: allTestImages() } : holdOut(train, 80);
}

/** The first 100 training images of each class; others show the way, or help to choose a rate. */
export function thousandImages(purpose: Purpose): Images {
  const { train: bundled } = cifar10();
  const train = firstOfEachClass(bundled, 100);
  if (purpose === 'choose a rate') return { train, test: holdOut(bundled, 100).test };
  return { train, validation: holdOut(bundled, 40).test, test: allTestImages() };
}

/** All 10,000 of them: `npx convnets data cifar10` fetches them. */
const allTestImages = (): LabelledImages => cifar10({ subset: 'full' }).test;
