import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import { Random } from '../../spec/random';
import { embolden, type Stamp, stampDigit } from './digit';
import type { Settings } from './options';
import type { Ground, Sources } from './sources';

const { at, byteAt, floatAt, intAt } = reading;

/** Red, green and blue from 0 to 255. */
type Color = readonly [number, number, number];

/** A digit that has its place. */
export interface Placed {
  readonly label: number;
  readonly box: Box;
  readonly visible: number;
}

/** One picture, and all that is known of it. */
export interface DrawnScene {
  /** [h, w, 3] */
  readonly image: Uint8Array;
  /** [h, w]: 0 for the ground, k for the object k − 1. */
  readonly instances: Uint8Array;
  readonly objects: readonly Placed[];
}

/** Where at least half of a pixel is ink, it belongs to the digit. */
const HALF = 0.5;
/** Tries to find a place, and a colour. */
const ATTEMPTS = 12;
/** A digit of fewer pixels than this cannot be read by anybody. */
const FEWEST_PIXELS = 12;

interface Candidate {
  readonly label: number;
  readonly stamp: Stamp;
  /** Pixels that belong to it. */
  readonly own: Int32Array;
}

/** Draws picture `index` of a set: the same for the same seed and settings, whatever was drawn before. */
export function drawScene(index: number, settings: Settings, { digits, grounds }: Sources): DrawnScene {
  const { seed, split, size, objects } = settings;
  const random = new Random(`scene/${split}/${seed}/${index}`);
  const image = cutGround(at(grounds, random.integer(grounds.length)), size, random);
  const wanted = objects[0] + random.integer(objects[1] - objects[0] + 1);
  const instances = new Uint8Array(size[0] * size[1]);
  const placed: Candidate[] = [];
  for (let i = 0; i < wanted; i++) {
    const candidate = findPlace(instances, placed, { settings, digits, random });
    if (candidate === null) continue;
    placed.push(candidate);
    for (const pixel of candidate.own) instances[pixel] = placed.length;
    paint(image, candidate.stamp, findColor(image, candidate, settings.contrast, random));
  }
  return { image, instances, objects: placed.map((one, i) => describe(one, i + 1, instances, size[1])) };
}

function cutGround({ height, width, data }: Ground, size: readonly [number, number], random: Random): Uint8Array {
  const [top, left] = [random.integer(height - size[0] + 1), random.integer(width - size[1] + 1)];
  const mirrored = random.integer(2) === 1;
  const cut = new Uint8Array(size[0] * size[1] * 3);
  for (let row = 0; row < size[0]; row++) {
    for (let column = 0; column < size[1]; column++) {
      const from = ((top + row) * width + left + (mirrored ? size[1] - 1 - column : column)) * 3;
      const to = (row * size[1] + column) * 3;
      for (let c = 0; c < 3; c++) cut[to + c] = byteAt(data, from + c);
    }
  }
  return cut;
}

interface Drawing {
  readonly settings: Settings;
  readonly digits: Sources['digits'];
  readonly random: Random;
}

/** A digit somewhere, which lies whole in the picture and hides no more of the others than it may. */
function findPlace(instances: Uint8Array, placed: readonly Candidate[], drawing: Drawing): Candidate | null {
  const { settings, digits, random } = drawing;
  const index = random.integer(digits.shape[0]);
  const digit = embolden(digits.images.subarray(index * 784, (index + 1) * 784), settings.bold);
  const label = intAt(digits.labels, index);
  const [height, width] = settings.size;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const scale = random.uniform(settings.scale[0], settings.scale[1]);
    const angle = (random.uniform(-settings.turn, settings.turn) * Math.PI) / 180;
    // A digit fills the middle 20 of its 28 pixels, so that its field may reach over the edge.
    const inside = (side: number): number => {
      const edge = Math.min(0.4 * scale, side / 2);
      return random.uniform(edge, side - edge);
    };
    const stamp = stampDigit(digit, { x: inside(width), y: inside(height), scale, angle }, settings.size);
    const own = stamp.pixels.filter((_, i) => floatAt(stamp.ink, i) >= HALF);
    if (own.length >= FEWEST_PIXELS && leavesEnough(own, instances, placed, settings.hidden))
      return { label, stamp, own };
  }
  return null;
}

/** Whether every earlier object keeps enough of its pixels under a new one. */
function leavesEnough(own: Int32Array, instances: Uint8Array, placed: readonly Candidate[], hidden: number): boolean {
  if (placed.length === 0) return true;
  const [after, left] = [instances.slice(), new Uint32Array(placed.length + 1)];
  for (const pixel of own) after[pixel] = 0;
  for (const number of after) left[number] = (left[number] ?? 0) + 1;
  return placed.every((other, i) => (left[i + 1] ?? 0) >= (1 - hidden) * other.own.length);
}

/** A random colour that stands out from the ground under the digit. */
function findColor(image: Uint8Array, { own }: Candidate, contrast: number, random: Random): Color {
  const mean = [0, 1, 2].map(c => own.reduce((sum, pixel) => sum + byteAt(image, pixel * 3 + c), 0) / own.length);
  const light = (color: readonly number[]): number =>
    0.299 * at(color, 0) + 0.587 * at(color, 1) + 0.114 * at(color, 2);
  const draw = (): Color => [random.integer(256), random.integer(256), random.integer(256)];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const color = draw();
    if (Math.abs(light(color) - light(mean)) >= 255 * contrast) return color;
  }
  return light(mean) < 128 ? [255, 255, 255] : [0, 0, 0];
}

function paint(image: Uint8Array, { pixels, ink }: Stamp, color: Color): void {
  pixels.forEach((pixel, i) => {
    const cover = floatAt(ink, i);
    color.forEach((value, c) => {
      image[pixel * 3 + c] = Math.round((1 - cover) * byteAt(image, pixel * 3 + c) + cover * value);
    });
  });
}

/** The box around the pixels of an object that can be seen. */
function describe({ label, own }: Candidate, number: number, instances: Uint8Array, width: number): Placed {
  const seen = own.filter(pixel => byteAt(instances, pixel) === number);
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const pixel of seen) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    [left, top] = [Math.min(left, column), Math.min(top, row)];
    [right, bottom] = [Math.max(right, column + 1), Math.max(bottom, row + 1)];
  }
  return { label, box: [left, top, right, bottom], visible: seen.length / own.length };
}
