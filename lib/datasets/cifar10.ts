import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIFAR10_CLASSES } from '../spec/imageSets';
import { CIFAR10_BATCH, CIFAR10_FILES, CIFAR10_SHA256, type CifarFile, readCifarRecords } from './cifarRecords';
import { CIFAR10_SHEET, readCifarSheet } from './cifarSheet';
import type { LabelledImages, TrainAndTest } from './labelledImages';
import { registeredFile } from './registeredFile';
import { sha256 } from './registry';
import { repositoryRoot } from './repositoryRoot';

export interface Cifar10Options {
  /**
   * `'bundled'`: the 4,000 + 1,000 images that come with the course.
   * `'full'`: all 50,000 + 10,000, once `npx convnets data cifar10` has fetched them.
   */
  readonly subset?: 'bundled' | 'full';
  /** A folder with the published binary files (`data_batch_1.bin` …), to read all images from instead. */
  readonly folder?: string;
  /** The repository. */
  readonly root?: string;
}

/** Where `npx convnets data cifar10` puts the whole set. */
export function cifar10Folder(root: string = repositoryRoot()): string {
  return join(root, 'data', 'cache', 'cifar10');
}

/**
 * CIFAR-10: colour photographs of 32 × 32 pixels in ten classes, from airplane to truck.
 *
 * The part that comes with the course holds the first 400 training and the first 100 test images of each class, byte for
 * byte, the classes in turn: any first 10 × k of them hold k of each class.
 *
 * Introduced in notebook counting.
 *
 * @param options which part, and where it lies
 * @returns `train` and `test`: images [n, 32, 32, 3] from 0 to 255, labels [n]
 * @throws Error when a file is missing, cut short or damaged, with the remedy
 * @see Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images", chapter 3
 */
export function cifar10(options: Cifar10Options = {}): TrainAndTest {
  const root = options.root ?? repositoryRoot();
  if (options.folder === undefined && options.subset !== 'full') return bundled(root);
  const read = options.folder === undefined ? cachedBatch(root) : batchIn(options.folder);
  return { train: readBatches(CIFAR10_FILES.train, read), test: readBatches(CIFAR10_FILES.test, read) };
}

function bundled(root: string): TrainAndTest {
  const { train, test } = CIFAR10_SHEET;
  const sets = { train: emptySet(train * CIFAR10_CLASSES.length), test: emptySet(test * CIFAR10_CLASSES.length) };
  CIFAR10_CLASSES.forEach((name, label) => {
    const path = `cifar10/${name}.png`;
    readCifarSheet(registeredFile(root, path), `data/${path}`).forEach((image, position) => {
      const set = position < train ? sets.train : sets.test;
      const turn = position < train ? position : position - train;
      set.images.set(image, (turn * CIFAR10_CLASSES.length + label) * image.length);
      set.labels[turn * CIFAR10_CLASSES.length + label] = label;
    });
  });
  return sets;
}

/** Reads a file by its name, or says what to do when it is not there. */
interface BatchReader {
  readonly read: (name: string) => Buffer;
  readonly remedy: string;
}

function cachedBatch(root: string): BatchReader {
  const folder = cifar10Folder(root);
  const read = (name: string): Buffer => {
    const path = join(folder, name);
    if (existsSync(path)) return readFileSync(path);
    throw new Error(
      `cifar10: data/cache/cifar10/${name} is not there. Fetch the whole of CIFAR-10 (139 MB) with: npx convnets data cifar10, ` +
        "or take the part that comes with the course: cifar10({ subset: 'bundled' }).",
    );
  };
  return { read, remedy: 'Mend it with: npx convnets data cifar10' };
}

function batchIn(folder: string): BatchReader {
  const read = (name: string): Buffer => {
    const path = join(folder, name);
    if (existsSync(path)) return readFileSync(path);
    throw new Error(
      `cifar10: ${path} is not there. The folder must hold data_batch_1.bin to data_batch_5.bin and test_batch.bin, ` +
        'the files of the binary version of CIFAR-10.',
    );
  };
  return { read, remedy: 'Unpack the published archive again.' };
}

function readBatches(names: readonly CifarFile[], { read, remedy }: BatchReader): LabelledImages {
  const set = emptySet(names.length * CIFAR10_BATCH);
  const size = set.images.length / names.length;
  names.forEach((name, i) => {
    const images = set.images.subarray(i * size, (i + 1) * size);
    const labels = set.labels.subarray(i * CIFAR10_BATCH, (i + 1) * CIFAR10_BATCH);
    readBatch({ bytes: read(name), name, remedy }, images, labels);
  });
  return set;
}

interface Batch {
  readonly bytes: Buffer;
  readonly name: CifarFile;
  /** What to do when it is damaged. */
  readonly remedy: string;
}

function readBatch({ bytes, name, remedy }: Batch, images: Uint8Array, labels: Int32Array): void {
  try {
    readCifarRecords(bytes, name, images, labels);
  } catch (error) {
    throw new Error(`cifar10: ${error instanceof Error ? error.message : String(error)} ${remedy}`);
  }
  const found = sha256(bytes);
  const expected = CIFAR10_SHA256[name];
  if (found === expected) return;
  throw new Error(
    `cifar10: ${name} is damaged: its sha256 starts with ${found.slice(0, 12)}, expected ${expected.slice(0, 12)}. ${remedy}`,
  );
}

function emptySet(count: number): LabelledImages {
  return {
    images: new Uint8Array(count * 32 * 32 * 3),
    shape: [count, 32, 32, 3],
    labels: new Int32Array(count),
    classNames: CIFAR10_CLASSES,
  };
}
