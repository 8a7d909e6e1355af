import { resize } from '../../images/resize';
import { at } from '../../spec/at';
import type { LabelledImages } from '../labelledImages';
import { mnist } from '../mnist';
import { type PhotographName, photograph } from '../photographs';

/** A photograph in bytes, large enough for every picture. */
export interface Ground {
  readonly height: number;
  readonly width: number;
  /** [h, w, 3] */
  readonly data: Uint8Array;
}

/** What the pictures of one part are made of. */
export interface Sources {
  readonly digits: LabelledImages;
  readonly grounds: readonly Ground[];
}

const PHOTOGRAPHS: Readonly<Record<'train' | 'test', readonly PhotographName[]>> = {
  train: ['china', 'coffee', 'flower'],
  test: ['astronaut', 'chelsea'],
};

/** Pixels of a ground's shorter side: a part of 64 pixels shows something, and one of 256 fits. */
const SHORTER_SIDE = 256;

const known = new Map<string, Sources>();

/** Read once: decoding takes a tenth of a second. */
export function sourcesOf(split: 'train' | 'test', root: string): Sources {
  const key = `${split} ${root}`;
  const found = known.get(key) ?? {
    digits: mnist(root)[split],
    grounds: PHOTOGRAPHS[split].map(name => readGround(name, root)),
  };
  known.set(key, found);
  return found;
}

function readGround(name: PhotographName, root: string): Ground {
  const whole = photograph(name, { root });
  const scale = SHORTER_SIDE / Math.min(at(whole.shape, 0), at(whole.shape, 1));
  const size = [Math.round(at(whole.shape, 0) * scale), Math.round(at(whole.shape, 1) * scale)] as const;
  const { data } = resize(whole, size);
  return { height: size[0], width: size[1], data: Uint8Array.from(data, value => Math.round(255 * value)) };
}
