import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { channelStatistics, classCounts, mnist, repositoryRoot } from '../../lib/datasets';
import { readDigits } from '../../lib/datasets/mnist';
import { at } from '../../lib/spec';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-mnist-'));
after(() => rmSync(scratch, { recursive: true }));

function copyOfData(name: string): string {
  const root = join(scratch, name);
  cpSync(join(repositoryRoot(), 'data', 'mnist'), join(root, 'data', 'mnist'), { recursive: true });
  cpSync(join(repositoryRoot(), 'data', 'registry.json'), join(root, 'data', 'registry.json'));
  return root;
}

const { train, test: held } = mnist();

test('the digits are the first 10,000 training images of MNIST', () => {
  // Counts of the labels 0 to 9 among the first 10,000 lines of train-labels-idx1-ubyte.
  const published = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];
  const testCounts = classCounts(held);
  assert.deepEqual(testCounts, new Array(10).fill(100));
  assert.deepEqual(
    classCounts(train).map((count, digit) => count + at(testCounts, digit)),
    published,
  );
  assert.deepEqual(train.shape, [9000, 28, 28, 1]);
  assert.deepEqual(held.shape, [1000, 28, 28, 1]);
  assert.equal(train.images.length, 9000 * 784);
  assert.deepEqual(train.classNames, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('the first 5 is the first image of MNIST, to the byte', () => {
  // Row 5 of the image, as every introduction to MNIST prints it.
  const published = [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127];
  const start = train.labels.indexOf(5) * 784 + 5 * 28;
  const row = [...train.images.subarray(start, start + 28)];
  assert.deepEqual(row, [...new Array(12).fill(0), ...published, 0, 0, 0, 0]);
});

test('mean and spread are those of MNIST', () => {
  // 0.1307 and 0.3081 over all 60,000.
  const { mean, std } = channelStatistics(train);
  assert.ok(Math.abs(at(mean, 0) - 0.1307) < 0.002);
  assert.ok(Math.abs(at(std, 0) - 0.3081) < 0.002);
});

test('no digit is in both parts, nor twice in one', () => {
  const keys = [train, held].flatMap(({ images, labels }) =>
    Array.from(labels.keys(), i => Buffer.from(images.subarray(i * 784, (i + 1) * 784)).toString('latin1')),
  );
  assert.equal(new Set(keys).size, 10_000);
});

test('the digits are mixed: any hundred of them hold every digit', () => {
  for (let start = 0; start + 100 <= 9000; start += 100) {
    assert.equal(new Set(train.labels.subarray(start, start + 100)).size, 10);
  }
});

test('a missing, a damaged and an unlisted file are named with their remedy', () => {
  const path = 'data/mnist/train-labels-idx1-ubyte.gz';
  const missing = copyOfData('missing');
  rmSync(join(missing, path));
  assert.throws(() => mnist(missing), { message: `${path} is missing. Get it back with: git checkout -- ${path}` });
  const short = copyOfData('short');
  truncateSync(join(short, path), 1000);
  assert.throws(
    () => mnist(short),
    /train-labels-idx1-ubyte\.gz is damaged: .* \(1000 bytes, expected \d+\)\. Get it back with: git checkout -- data\/mnist/,
  );
  const unlisted = copyOfData('unlisted');
  writeFileSync(join(unlisted, 'data', 'registry.json'), '[]');
  assert.throws(() => mnist(unlisted), {
    message:
      'data/registry.json does not list data/mnist/train-images-idx3-ubyte.gz. Get the list back with: git checkout -- data/registry.json',
  });
});

/** An IDX file, written out by hand. */
const idx = (axes: readonly number[], values: readonly number[]): Buffer =>
  Buffer.from([0, 0, 8, axes.length, ...axes.flatMap(length => [0, 0, 0, length]), ...values]);

test('IDX files written by hand are read', () => {
  const images = idx([2, 1, 3], [1, 2, 3, 4, 5, 6]);
  const digits = readDigits(images, idx([2], [7, 0]), 'images', 'labels');
  assert.deepEqual(digits.images, Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(digits.shape, [2, 1, 3, 1]);
  assert.deepEqual(digits.labels, Int32Array.of(7, 0));
});

test('what is wrong with an IDX file is said', () => {
  const images = idx([2, 1, 1], [1, 2]);
  const cases: readonly [Buffer, Buffer, string, string][] = [
    [
      Buffer.from('hello'),
      idx([2], [1, 2]),
      'TypeError',
      'images is not an IDX file of bytes with 3 axes: it starts with 68656c6c, expected 00000803. Copy it again.',
    ],
    [
      Buffer.from([0, 0, 8, 3, 0, 0]),
      idx([2], [1, 2]),
      'RangeError',
      'images is cut short: its header takes 16 bytes. Received 6. Copy it again.',
    ],
    [
      images.subarray(0, -1),
      idx([2], [1, 2]),
      'RangeError',
      'images says that it holds 2 × 1 × 1 values, 2 in all. Received 1: the file is cut short. Copy it again.',
    ],
    [
      images,
      idx([1], [1, 2]),
      'RangeError',
      'labels says that it holds 1 values, 1 in all. Received 2: the file is too long. Copy it again.',
    ],
    [
      images,
      idx([3], [1, 2, 3]),
      'RangeError',
      'images holds 2 images and labels 3 labels; they must be equally many. Copy both again.',
    ],
    [
      images,
      idx([2], [1, 10]),
      'RangeError',
      'labels: image 1 has the label 10; labels of digits go from 0 to 9. Copy it again.',
    ],
  ];
  for (const [first, second, name, message] of cases) {
    assert.throws(() => readDigits(first, second, 'images', 'labels'), { name, message });
  }
});
