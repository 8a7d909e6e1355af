import { extname, join } from 'node:path';
import { imageFile } from '../images/imageFile';
import type { Pair } from '../spec/network';
import { showShape, toPair } from '../spec/pair';
import { isFileAt, isFolderAt, namesIn } from './folder';
import type { LabelledImages } from './labelledImages';

/** An image of a folder; it is read when it is needed. */
export interface ListedImage {
  readonly path: string;
  /** Position in the folder's `classNames`. */
  readonly label: number;
}

/** One's own images: a folder for each class. */
export interface ImageFolder {
  readonly root: string;
  /** The names of the folders, sorted. */
  readonly classNames: readonly string[];
  /** Sorted by class and name. */
  readonly images: readonly ListedImage[];
  /** Paths of files that are neither PNG nor JPEG by their names, and of links that lead nowhere or in a circle. */
  readonly skipped: readonly string[];
}

export interface LoadOptions {
  /** Pixels of every image, a number for a square or `[height, width]`, as in `imageFile`. */
  readonly size: Pair;
  /** Told of an image that cannot be read, which is then left out; without it such an image ends the loading. */
  readonly onDamaged?: (image: ListedImage, error: Error) => void;
}

const EXTENSIONS = ['.jpg', '.jpeg', '.png'];
/** What a set of images may take in memory: more would slow a laptop down until it stops. */
const MOST_BYTES = 2 ** 31;

/**
 * Lists images in folders named by their class: `root/cat/one.jpg`, `root/dog/two.png`. Nothing is decoded yet.
 *
 * @param root the folder that holds the class folders
 * @returns the images with their labels; hidden files and folders are passed over
 * @throws Error when there is no such folder, it or a class's cannot be read, or a class has no image
 */
export function imageFolder(root: string): ImageFolder {
  if (!isFolderAt(root)) {
    throw new Error(`imageFolder: ${root} is not a folder. Name the folder that holds a folder for each class.`);
  }
  const names = namesIn(root, 'imageFolder').map(name => ({ name, isClass: isFolderAt(join(root, name)) }));
  const classNames = names.flatMap(({ name, isClass }) => (isClass ? [name] : []));
  if (classNames.length === 0) {
    throw new Error(
      `imageFolder: ${root} holds no folders. Put the images of each class into a folder of its own: ${join(root, 'cat', 'one.jpg')}.`,
    );
  }
  const loose = names.flatMap(({ name, isClass }) => (isClass ? [] : [join(root, name)]));
  const classes = classNames.map(name => classFolder(join(root, name)));
  return {
    root,
    classNames,
    images: classes.flatMap(({ images }, label) => images.map(path => ({ path, label }))),
    skipped: [...loose, ...classes.flatMap(({ others }) => others)],
  };
}

/** The files of a class: at least one image, and what is none. */
function classFolder(folder: string): { readonly images: readonly string[]; readonly others: readonly string[] } {
  const files = namesIn(folder, 'imageFolder').map(name => join(folder, name));
  const images = files.filter(isImage);
  if (images.length === 0) refuseClass(folder, files);
  const found = new Set(images);
  return { images, others: files.filter(path => !found.has(path)) };
}

/**
 * Reads all images of a folder, each upright, cut to the middle and brought to one size.
 *
 * @param folder what `imageFolder` listed
 * @param options the size, and what to do about damaged files
 * @returns images [n, size, size, 3] from 0 to 255, labels [n]
 * @throws TypeError naming a file that cannot be decoded, unless `onDamaged` is given
 * @throws RangeError when the images would take more than 2 GB
 */
export function loadImages(folder: ImageFolder, { size, onDamaged }: LoadOptions): LabelledImages {
  const [height, width] = toPair(size);
  const bytes = folder.images.length * height * width * 3;
  if (bytes > MOST_BYTES) {
    throw new RangeError(
      `loadImages: ${folder.images.length} images of ${showShape([height, width, 3])} take ${(bytes / 1e9).toFixed(1)} GB of memory. ` +
        'Choose a smaller size.',
    );
  }
  const pixels = new Uint8Array(bytes);
  const labels: number[] = [];
  for (const image of folder.images) {
    const data = readOr(image, size, onDamaged);
    if (data === undefined) continue;
    const start = labels.length * height * width * 3;
    data.forEach((value, i) => {
      pixels[start + i] = Math.round(255 * value);
    });
    labels.push(image.label);
  }
  return {
    images: pixels.slice(0, labels.length * height * width * 3),
    shape: [labels.length, height, width, 3],
    labels: Int32Array.from(labels),
    classNames: folder.classNames,
  };
}

function readOr(image: ListedImage, size: Pair, onDamaged: LoadOptions['onDamaged']): Float32Array | undefined {
  try {
    return imageFile(image.path, { size }).data;
  } catch (error) {
    if (onDamaged === undefined || !(error instanceof Error)) throw error;
    onDamaged(image, error);
    return undefined;
  }
}

function isImage(path: string): boolean {
  return EXTENSIONS.includes(extname(path).toLowerCase()) && isFileAt(path);
}

function refuseClass(folder: string, [first, ...others]: readonly string[]): never {
  const found = first === undefined ? 'it is empty' : `it holds ${others.length + 1} other file(s), such as ${first}`;
  throw new Error(
    `imageFolder: ${folder} holds no PNG or JPEG: ${found}. Convert its images to JPEG, or remove the folder.`,
  );
}
