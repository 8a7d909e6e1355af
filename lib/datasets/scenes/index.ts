import { at, byteAt } from '../../spec/at';
import { DIGIT_CLASSES, SCENE_CLASSES } from '../../spec/imageSets';
import { IGNORED } from '../maskedPictures';
import { checkScenesOptions, type ScenesOptions } from './options';
import { type DrawnScene, drawScene, type Placed } from './scene';
import { sourcesOf } from './sources';

export { LARGE_DIGITS, SCATTERED_DIGITS, type ScenesOptions } from './options';

/** One object of a scene: its digit, the box around what can be seen of it, and how much that is, from 0 to 1. */
export type SceneObject = Placed;

/** Pictures with the class of each pixel, and with boxes: one set serves segmentation and detection. */
export interface Scenes {
  /** [n, h, w, 3] in bytes. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  /** For each picture [h, w]: 0 for the ground, 1 + digit, or 255 along the edges of objects. */
  readonly masks: readonly Uint8Array[];
  /** Names of the labels of masks: the ground, and the ten digits. */
  readonly maskClassNames: readonly string[];
  /** For each picture [h, w]: 0 for the ground, k for its object k − 1. */
  readonly instances: readonly Uint8Array[];
  /** Boxes are `[x1, y1, x2, y2]`, edges in pixels; labels are positions in `classNames`. */
  readonly objects: readonly (readonly SceneObject[])[];
  /** The ten digits. */
  readonly classNames: readonly string[];
}

/**
 * Pictures of which all is known: real handwritten digits (MNIST), coloured, scaled, turned and partly hidden by each other,
 * on parts of real photographs. Each picture follows from the seed and its number alone: the first ten of a hundred are the
 * same as ten. Training and test pictures share no digit and no photograph.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @throws RangeError naming the option that makes no sense
 */
export function scenes(options: ScenesOptions): Scenes {
  const settings = checkScenesOptions(options);
  const sources = sourcesOf(settings.split, settings.root);
  const [height, width] = settings.size;
  const drawn = Array.from({ length: settings.count }, (_, i) => drawScene(i, settings, sources));
  const images = new Uint8Array(settings.count * height * width * 3);
  drawn.forEach(({ image }, i) => {
    images.set(image, i * image.length);
  });
  return {
    images,
    shape: [settings.count, height, width, 3],
    masks: drawn.map(scene => classMask(scene, width, settings.border)),
    maskClassNames: SCENE_CLASSES,
    instances: drawn.map(({ instances }) => instances),
    objects: drawn.map(({ objects }) => objects),
    classNames: DIGIT_CLASSES,
  };
}

/** The class of each pixel; ignored where another object, or the ground, is at most `border` rows and columns away. */
function classMask({ instances, objects }: DrawnScene, width: number, border: number): Uint8Array {
  return instances.map((number, pixel) => {
    if (border > 0 && touches(instances, pixel, width, border)) return IGNORED;
    return number === 0 ? 0 : 1 + at(objects, number - 1).label;
  });
}

function touches(instances: Uint8Array, pixel: number, width: number, reach: number): boolean {
  const [row, column] = [Math.floor(pixel / width), pixel % width];
  const height = instances.length / width;
  for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(width - 1, column + reach); x++) {
      if (byteAt(instances, y * width + x) !== byteAt(instances, pixel)) return true;
    }
  }
  return false;
}
