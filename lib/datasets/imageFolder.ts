import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { imageFile } from '../images/imageFile';
import { at } from '../spec/at';
import type { Pair } from '../spec/network';
import { showShape, toPair } from '../spec/pair';
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
  /** Paths of files that are neither PNG nor JPEG by their names. */
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
 * @throws Error when there is no such folder, or a class has no image
 */
export function imageFolder(root: string): ImageFolder {
  if (!isFolder(root)) {
    throw new Error(`imageFolder: ${root} is not a folder. Name the folder that holds a folder for each class.`);
  }
  const names = visible(root);
  const classNames = names.filter(name => isFolder(join(root, name)));
  if (classNames.length === 0) {
    throw new Error(
      `imageFolder: ${root} holds no folders. Put the images of each class into a folder of its own: ${join(root, 'cat', 'one.jpg')}.`,
    );
  }
  const files = classNames.map(name => visible(join(root, name)).map(file => join(root, name, file)));
  const images = files.flatMap((paths, label) => paths.filter(isImage).map(path => ({ path, label })));
  classNames.forEach((name, label) => {
    if (!images.some(image => image.label === label)) refuseClass(join(root, name), at(files, label));
  });
  const loose = names.filter(name => !classNames.includes(name)).map(name => join(root, name));
  return { root, classNames, images, skipped: [...loose, ...files.flat().filter(path => !isImage(path))] };
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

/** Sorted by code points, alike on every system. */
function visible(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => !name.startsWith('.'))
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isImage(path: string): boolean {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile && EXTENSIONS.includes(extname(path).toLowerCase());
}

function refuseClass(folder: string, [first, ...others]: readonly string[]): never {
  const found = first === undefined ? 'it is empty' : `it holds ${others.length + 1} other file(s), such as ${first}`;
  throw new Error(
    `imageFolder: ${folder} holds no PNG or JPEG: ${found}. Convert its images to JPEG, or remove the folder.`,
  );
}
