import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PNG } from 'pngjs';
import {
  channelStatistics,
  cifar10,
  cifar10Folder,
  cifar10Statistics,
  classCounts,
  repositoryRoot,
} from '../../lib/datasets';
import { readCifarRecords } from '../../lib/datasets/cifarRecords';
import { readCifarSheet } from '../../lib/datasets/cifarSheet';
import { at } from '../../lib/spec';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-cifar10-'));
after(() => rmSync(scratch, { recursive: true }));

function copyOfData(name: string): string {
  const root = join(scratch, name);
  cpSync(join(repositoryRoot(), 'data', 'cifar10'), join(root, 'data', 'cifar10'), { recursive: true });
  cpSync(join(repositoryRoot(), 'data', 'registry.json'), join(root, 'data', 'registry.json'));
  return root;
}

const { train, test: held } = cifar10();

test('the part that comes with the course is balanced, and so is its beginning', () => {
  assert.deepEqual(train.shape, [4000, 32, 32, 3]);
  assert.deepEqual(held.shape, [1000, 32, 32, 3]);
  assert.equal(train.images.length, 4000 * 3072);
  assert.deepEqual(classCounts(train), new Array(10).fill(400));
  assert.deepEqual(classCounts(held), new Array(10).fill(100));
  assert.deepEqual([...train.labels.subarray(0, 12)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
});

test('the first frog to learn from and the first cat to test with are the published ones', () => {
  // The first pixels of data_batch_1.bin (a frog) and of test_batch.bin (a cat), as introductions to CIFAR-10 print them.
  const frog = train.labels.indexOf(train.classNames.indexOf('frog')) * 3072;
  assert.deepEqual([...train.images.subarray(frog, frog + 6)], [59, 62, 63, 43, 46, 45]);
  const cat = held.labels.indexOf(held.classNames.indexOf('cat')) * 3072;
  assert.deepEqual([...held.images.subarray(cat, cat + 3)], [158, 112, 49]);
});

test('mean and spread of each channel are near those of all training images', () => {
  const { mean, std } = channelStatistics(train);
  for (const channel of [0, 1, 2]) {
    assert.ok(Math.abs(at(mean, channel) - at(cifar10Statistics.mean, channel)) < 0.005);
    assert.ok(Math.abs(at(std, channel) - at(cifar10Statistics.std, channel)) < 0.005);
  }
});

test('no image is in both parts, nor twice in one', () => {
  const keys = [train, held].flatMap(({ images, labels }) =>
    Array.from(labels.keys(), i => Buffer.from(images.subarray(i * 3072, (i + 1) * 3072)).toString('latin1')),
  );
  assert.equal(new Set(keys).size, 5000);
});

test('the files of the part are named when they are missing, damaged or not listed', () => {
  const missing = copyOfData('missing');
  rmSync(join(missing, 'data', 'cifar10', 'deer.png'));
  assert.throws(() => cifar10({ root: missing }), {
    message: 'data/cifar10/deer.png is missing. Get it back with: git checkout -- data/cifar10/deer.png',
  });
  const damaged = copyOfData('damaged');
  cpSync(join(damaged, 'data', 'cifar10', 'dog.png'), join(damaged, 'data', 'cifar10', 'cat.png'));
  assert.throws(() => cifar10({ root: damaged }), /^Error: data\/cifar10\/cat\.png is damaged: /);
  const unlisted = copyOfData('unlisted');
  writeFileSync(join(unlisted, 'data', 'registry.json'), '[]');
  assert.throws(() => cifar10({ root: unlisted }), {
    message:
      'data/registry.json does not list data/cifar10/airplane.png. Get the list back with: git checkout -- data/registry.json',
  });
});

test('a sheet of the wrong size, or cut short, is named', () => {
  const small = PNG.sync.write(new PNG({ width: 32, height: 96 }));
  assert.throws(() => readCifarSheet(small, 'data/cifar10/cat.png'), {
    name: 'TypeError',
    message:
      'data/cifar10/cat.png must be 800 × 1920 pixels. Received 32 × 96. Get it back with: git checkout -- data/cifar10/cat.png',
  });
  assert.throws(() => readCifarSheet(small.subarray(0, 40), 'data/cifar10/cat.png'), {
    name: 'TypeError',
    message:
      /^data\/cifar10\/cat\.png cannot be decoded: .*\. Get it back with: git checkout -- data\/cifar10\/cat\.png$/,
  });
});

test('records of the binary form are read: label, red plane, green plane, blue plane', () => {
  const bytes = new Uint8Array(2 * 3073);
  bytes.set([9], 0);
  bytes.set([3], 3073);
  // Image 1: red 10 and 11 in the first two pixels, green 20 in the first, blue 30 in the last.
  bytes.set([10, 11], 3073 + 1);
  bytes.set([20], 3073 + 1 + 1024);
  bytes.set([30], 3073 + 3072);
  const [images, labels] = [new Uint8Array(2 * 3072), new Int32Array(2)];
  readCifarRecords(bytes, 'a.bin', images, labels);
  assert.deepEqual(labels, Int32Array.of(9, 3));
  assert.deepEqual([...images.subarray(3072, 3072 + 6)], [10, 20, 0, 11, 0, 0]);
  assert.deepEqual([...images.subarray(-3)], [0, 0, 30]);
  assert.equal(images.filter(value => value !== 0).length, 4);
});

/** A folder with the six files, the first of them as given and the others empty. */
function folderWith(name: string, first: Buffer): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'data_batch_1.bin'), first);
  return folder;
}

test('the whole set says how to get it, and what is wrong with it', () => {
  const wrongLabel = Buffer.alloc(30_730_000);
  wrongLabel[2 * 3073] = 10;
  const cases: readonly [string, Parameters<typeof cifar10>[0], string | RegExp][] = [
    [
      'not fetched',
      { subset: 'full', root: copyOfData('unfetched') },
      "cifar10: data/cache/cifar10/data_batch_1.bin is not there. Fetch the whole of CIFAR-10 (139 MB) with: npx convnets data cifar10, or take the part that comes with the course: cifar10({ subset: 'bundled' }).",
    ],
    [
      'another folder',
      { folder: scratch },
      `cifar10: ${join(scratch, 'data_batch_1.bin')} is not there. The folder must hold data_batch_1.bin to data_batch_5.bin and test_batch.bin, the files of the binary version of CIFAR-10.`,
    ],
    [
      'cut short',
      { subset: 'full', folder: folderWith('cut', Buffer.alloc(1000)) },
      'cifar10: data_batch_1.bin must hold 10000 images of 3073 bytes, 30730000 in all. Received 1000 bytes: the file is cut short. Unpack the published archive again.',
    ],
    [
      'too long',
      { folder: folderWith('long', Buffer.alloc(30_730_001)) },
      'cifar10: data_batch_1.bin must hold 10000 images of 3073 bytes, 30730000 in all. Received 30730001 bytes: the file is too long. Unpack the published archive again.',
    ],
    [
      'label out of range',
      { folder: folderWith('label', wrongLabel) },
      'cifar10: data_batch_1.bin: image 2 has the label 10; labels of CIFAR-10 go from 0 to 9. Unpack the published archive again.',
    ],
    [
      'other content',
      { folder: folderWith('zeros', Buffer.alloc(30_730_000)) },
      /^cifar10: data_batch_1\.bin is damaged: its sha256 starts with [0-9a-f]{12}, expected cee916563c9f\. Unpack the published archive again\.$/,
    ],
  ];
  for (const [name, options, message] of cases) assert.throws(() => cifar10(options), { message }, name);
});

test('a damaged file of the whole set names the command that mends it', () => {
  const root = copyOfData('damaged-full');
  mkdirSync(cifar10Folder(root), { recursive: true });
  writeFileSync(join(cifar10Folder(root), 'data_batch_1.bin'), 'half');
  assert.throws(() => cifar10({ subset: 'full', root }), /cut short\. Mend it with: npx convnets data cifar10$/);
});
