import type { Pair } from '../../spec/network';
import { showShape, toPair } from '../../spec/pair';
import { repositoryRoot } from '../repositoryRoot';

/** From and to, both included. */
export type Range = readonly [least: number, most: number];

export interface ScenesOptions {
  readonly count: number;
  /** Of what is drawn; 0 by default. */
  readonly seed?: number;
  /** Which digits and photographs: those of one part never occur in the other. `'train'` by default. */
  readonly split?: 'train' | 'test';
  /** Height and width of a picture in pixels; 64 by default. */
  readonly size?: Pair;
  /** Digits in a picture; 1 to 4 by default. A digit that finds no place is left out. */
  readonly objects?: Range;
  /** Height of a digit's field of 28 × 28 pixels in the picture; 24 to 44 pixels by default. Most digits fill 20 of the 28. */
  readonly scale?: Range;
  /** How much bolder the strokes are, in pixels of the digit's 28, on either side; 0, as written, by default. A stroke is about 3 wide. */
  readonly bold?: number;
  /** A digit is turned by up to so many degrees, either way; 20 by default. */
  readonly turn?: number;
  /** How much of a digit others may hide, from 0 to 1; 0.3 by default. */
  readonly hidden?: number;
  /** How far a digit's colour must be from the ground around it, from 0 to 1 (black on white); 0.3 by default. */
  readonly contrast?: number;
  /** Width of the ignored line (255) along the edges of objects in the class masks, as VOC has it; 0, none, by default. */
  readonly border?: number;
  /** The repository. */
  readonly root?: string;
}

/** Large, bold digits, as the small FCNs learn them: even a map with a cell for each 16 × 16 pixels can tell their strokes. */
export const LARGE_DIGITS = {
  size: 64,
  objects: [1, 2],
  scale: [40, 60],
  bold: 3,
} as const satisfies Partial<ScenesOptions>;

/**
 * One to three digits of all sizes from a quarter to two thirds of the picture, in any place: what the course's detectors
 * train on, and all of them are measured on. Next to nothing is hidden, so that a box says where a digit is.
 */
export const SCATTERED_DIGITS = {
  size: 64,
  objects: [1, 3],
  scale: [28, 48],
  bold: 1.5,
  hidden: 0.05,
  contrast: 0.35,
} as const satisfies Partial<ScenesOptions>;

/** All that a scene is drawn from. */
export interface Settings extends Required<Omit<ScenesOptions, 'size'>> {
  readonly size: readonly [height: number, width: number];
}

/** @throws RangeError naming the option that makes no sense */
export function checkScenesOptions(options: ScenesOptions): Settings {
  const settings: Settings = {
    ...{
      seed: 0,
      split: 'train',
      objects: [1, 4],
      scale: [24, 44],
      bold: 0,
      turn: 20,
      hidden: 0.3,
      contrast: 0.3,
      border: 0,
    },
    root: options.root ?? repositoryRoot(),
    ...options,
    size: toPair(options.size ?? 64),
  };
  const { count, size, objects, scale, bold, turn, hidden, contrast, border, split } = settings;
  const refuse = (what: string, received: unknown): never => {
    throw new RangeError(`scenes: ${what}. Received ${String(received)}.`);
  };
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  if (!whole(count, 1)) refuse('count must be a whole number from 1 on', count);
  if (split !== 'train' && split !== 'test') refuse("split must be 'train' or 'test'", `'${split}'`);
  if (!size.every(side => whole(side, 16) && side <= 256)) {
    refuse('size must be whole numbers from 16 to 256 pixels, which the photographs can fill', showShape(size));
  }
  if (!(whole(objects[0], 0) && whole(objects[1], objects[0]) && objects[1] <= 20)) {
    refuse('objects must be [least, most], whole numbers from 0 to 20', showShape(objects));
  }
  if (!(scale[0] >= 8 && scale[1] >= scale[0] && scale[1] <= 2 * Math.min(...size))) {
    refuse('scale must be [least, most] in pixels, from 8 to twice the picture', showShape(scale));
  }
  if (!(bold >= 0 && bold <= 4)) refuse("bold must be from 0 to 4 of a digit's 28 pixels", bold);
  if (!(turn >= 0 && turn <= 180)) refuse('turn must be from 0 to 180 degrees', turn);
  if (!(hidden >= 0 && hidden < 1)) refuse('hidden must be from 0 to less than 1', hidden);
  if (!(contrast >= 0 && contrast <= 0.5)) refuse('contrast must be from 0 to 0.5', contrast);
  if (!(whole(border, 0) && border <= 8)) refuse('border must be a whole number from 0 to 8 pixels', border);
  return settings;
}
