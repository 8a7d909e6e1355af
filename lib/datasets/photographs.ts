import { cropCentre } from '../images/crop';
import { decodeImage } from '../images/decode';
import { resize } from '../images/resize';
import type { NDArray } from '../spec/ndarray';
import { nearest } from '../spec/nearest';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { type RegistryEntry, readChecked, registry } from './registry';
import { repositoryRoot } from './repositoryRoot';

/** The photographs that come with the course. */
export const photographNames = ['astronaut', 'chelsea', 'china', 'coffee', 'flower'] as const;

export type PhotographName = (typeof photographNames)[number];

export interface PhotographOptions {
  /**
   * Pixels, a number for a square or `[height, width]`: the largest part of these proportions is cut out of the middle
   * and brought to this size. Without it the photograph is returned as it is.
   */
  readonly size?: Pair;
  /** The repository. */
  readonly root?: string;
}

/**
 * One of the course's photographs: `astronaut` (256 × 256), `chelsea` (a cat, 300 × 451), `china` (a pagoda, 427 × 640),
 * `coffee` (a cup, 400 × 600) or `flower` (a dahlia, 427 × 640), height × width in pixels.
 *
 * Introduced in notebook welcome.
 *
 * @param name one of `photographNames`
 * @returns the image [h, w, 3]: red, green and blue from 0 to 1
 * @throws RangeError when there is no such photograph
 * @throws Error when its file is missing or damaged, with the remedy
 */
export function photograph(name: PhotographName, options: PhotographOptions = {}): NDArray {
  const root = options.root ?? repositoryRoot();
  const entry = photographEntry(name, root);
  const image = decodeImage(readChecked(root, entry), `data/${entry.path}`);
  if (options.size === undefined) return image;
  const size = toPair(options.size);
  return resize(cropCentre(image, size), size);
}

/**
 * Where a photograph comes from, who took it, and under which licence.
 *
 * @throws RangeError when there is no such photograph
 */
export function photographEntry(name: PhotographName, root: string = repositoryRoot()): RegistryEntry {
  const photographs = registry(root).filter(entry => entry.kind === 'photograph');
  const found = photographs.find(entry => entry.name === name);
  if (found !== undefined) return found;
  const names = photographs.map(entry => entry.name);
  const suggestion = nearest(name, names);
  throw new RangeError(
    `photograph: there is none named '${name}'.${suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`} ` +
      `Choose one of ${names.join(', ')}.`,
  );
}
