import assert from 'node:assert/strict';
import { type FileHandle, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../../lib/checkpoints/files';
import { SafetensorsError, type WriteSafetensorsOptions } from '../../lib/checkpoints/safetensors';
import type { ElementType, StoredArray } from '../../lib/spec';
import { GOLDEN, handlePrototype, temporaryFolder } from './safetensors-files';

for (const name of ['checkpoint', 'exact', 'names']) {
  test(`${name}.safetensors is written byte for byte as the reference implementation wrote it`, async t => {
    const golden = join(GOLDEN, `${name}.safetensors`);
    const path = join(await temporaryFolder(t), 'copy.safetensors');
    const { metadata } = await readSafetensorsHeader(golden);
    const backwards = new Map([...(await readSafetensors(golden))].reverse());
    await writeSafetensors(path, backwards, { metadata });
    assert.deepEqual(await readFile(path), await readFile(golden));
  });
}

function tensor(values: number[], dtype?: ElementType): StoredArray {
  return { shape: [values.length], data: Float32Array.from(values), dtype };
}

test('an entry without a dtype is F32, and a part of a larger array is written alone', async t => {
  const path = join(await temporaryFolder(t), 'w.safetensors');
  const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  await writeSafetensors(path, new Map([['w', { shape: [2, 1], data }]]));
  assert.deepEqual(
    [...(await readSafetensors(path))],
    [['w', { shape: [2, 1], data: Float32Array.of(1, 2), dtype: 'F32' }]],
  );
});

test('options.dtype changes tensors of fractions and leaves integers', async t => {
  const path = join(await temporaryFolder(t), 'w.safetensors');
  const entries = new Map([
    ['f32', tensor([0.1, 65519])],
    ['f64', tensor([0.1], 'F64')],
    ['f8', tensor([1.75], 'F8_E4M3')],
    ['count', { shape: [], data: Float32Array.of(100_000), dtype: 'I64' as const }],
  ]);
  await writeSafetensors(path, entries, { dtype: 'F16' });
  const found = await readSafetensors(path);
  assert.deepEqual(found.get('f32'), { shape: [2], data: Float32Array.of(1638 * 2 ** -14, 65504), dtype: 'F16' });
  assert.deepEqual(found.get('f64'), { shape: [1], data: Float32Array.of(1638 * 2 ** -14), dtype: 'F16' });
  assert.deepEqual(found.get('f8'), { shape: [1], data: Float32Array.of(1.75), dtype: 'F16' });
  assert.deepEqual(found.get('count'), { shape: [], data: Float32Array.of(100_000), dtype: 'I64' });
});

test('every integer type refuses the first values outside its range and takes the last inside', async t => {
  const path = join(await temporaryFolder(t), 'w.safetensors');
  const ranges: [dtype: ElementType, least: number, most: number][] = [
    ['BOOL', 0, 1],
    ['U8', 0, 255],
    ['I8', -128, 127],
    ['U16', 0, 65535],
    ['I16', -32768, 32767],
    ['U32', 0, 2 ** 32 - 2 ** 8],
    ['I32', -(2 ** 31), 2 ** 31 - 2 ** 7],
    ['U64', 0, 2 ** 64 - 2 ** 40],
    ['I64', -(2 ** 63), 2 ** 63 - 2 ** 39],
  ];
  for (const [dtype, least, most] of ranges) {
    await writeSafetensors(path, new Map([['w', tensor([least, most], dtype)]]));
    assert.deepEqual((await readSafetensors(path)).get('w')?.data, Float32Array.of(least, most), dtype);
    // The neighbours in float32: above 2^24 they are more than 1 away.
    const outside = [nextBelow(least), nextAbove(most), 0.5, Number.NaN, Number.POSITIVE_INFINITY];
    for (const value of outside) {
      await assert.rejects(
        writeSafetensors(path, new Map([['w', tensor([0, value], dtype)]])),
        SafetensorsError,
        `${dtype} ${value}`,
      );
    }
  }
});

function nextBelow(value: number): number {
  return Math.abs(value) < 2 ** 24 ? value - 1 : value * (1 + 2 ** -23);
}

function nextAbove(value: number): number {
  return Math.abs(value) < 2 ** 24 ? value + 1 : value * (1 + 2 ** -23);
}

test('a long tensor is converted in pieces', async t => {
  const path = join(await temporaryFolder(t), 'w.safetensors');
  const data = Float32Array.from({ length: 2 ** 19 + 5 }, (_, i) => i % 2048);
  await writeSafetensors(path, new Map([['w', { shape: [data.length], data, dtype: 'F16' as const }]]));
  assert.deepEqual((await readSafetensors(path)).get('w')?.data, data);
});

const one = tensor([1]);
const REFUSED: [what: string, entries: [string, StoredArray][], options: WriteSafetensorsOptions, text: RegExp][] = [
  [
    'too large for F16',
    [['conv.weight', tensor([1, 65504, -65520])]],
    { dtype: 'F16' },
    /cannot write tensor "conv\.weight" as F16, which holds -65504 to 65504\. Received -65520 at index 2\. Write it as F32\./,
  ],
  [
    'too large for BF16',
    [['w', tensor([3.4e38], 'BF16')]],
    {},
    /cannot write tensor "w" as BF16, which holds -3\.3895e38 to 3\.3895e38\. Received 3\.39\d+e\+38 at index 0\. Write it as F32\./,
  ],
  [
    'a fraction in a counter',
    [['n', tensor([0.5], 'I64')]],
    {},
    /cannot write tensor "n" as I64, which holds integers from -2\^63 to 2\^63 - 1\. Received 0\.5 at index 0\. Write it as F32\./,
  ],
  [
    'a dtype for reading only',
    [['w', tensor([1], 'F8_E5M2')]],
    {},
    /cannot write tensor "w": dtype "F8_E5M2" cannot be written\. Use F32, F16, BF16, F64, BOOL or an integer type\./,
  ],
  [
    'a shape that does not fit',
    [['w', { shape: [2, 3], data: new Float32Array(5) }]],
    {},
    /cannot write tensor "w": shape \[2, 3\] does not fit 5 values\. Give at most 64 whole sizes whose product is the number of values\./,
  ],
  [
    'a negative shape',
    [['w', { shape: [-1, -1], data: new Float32Array(1) }]],
    {},
    /shape \[-1, -1\] does not fit 1 values/,
  ],
  [
    'a fractional shape',
    [['w', { shape: [0.5, 2], data: new Float32Array(1) }]],
    {},
    /shape \[0\.5, 2\] does not fit 1 values/,
  ],
  [
    '65 dimensions',
    [['w', { shape: Array<number>(65).fill(1), data: new Float32Array(1) }]],
    {},
    /does not fit 1 values/,
  ],
  [
    'the reserved name',
    [['__metadata__', one]],
    {},
    /cannot write tensor "__metadata__": the format keeps this name for itself\. Choose another one\./,
  ],
  [
    'half a surrogate pair as a name',
    [['a\ud800', one]],
    {},
    /cannot write tensor "a\\ud800": the name is not valid Unicode\. Choose another one\./,
  ],
  [
    'half a surrogate pair in the metadata',
    [['w', one]],
    { metadata: new Map([['note', '\udc00']]) },
    /metadata "note" is not valid Unicode\. Received "\\udc00"\./,
  ],
  [
    'a header past the limit',
    [['w', one]],
    { metadata: new Map([['note', 'x'.repeat(100_000_000)]]) },
    /the header would have 1000000\d\d bytes, and the limit of the format is 100000000\. Write fewer tensors, or shorter names and metadata\./,
  ],
];

for (const [what, entries, options, text] of REFUSED) {
  test(`refused: ${what}; the old file stays and nothing is left beside it`, async t => {
    const folder = await temporaryFolder(t);
    const path = join(folder, 'w.safetensors');
    await writeSafetensors(path, new Map([['old', one]]));
    const before = await readFile(path);
    await assert.rejects(writeSafetensors(path, new Map(entries), options), error => {
      assert.ok(error instanceof SafetensorsError && error instanceof RangeError);
      assert.equal(error.file, path);
      assert.ok(error.message.startsWith(`safetensors "${path}": `), error.message);
      assert.match(error.message, text);
      return true;
    });
    assert.deepEqual(await readFile(path), before);
    assert.deepEqual(await readdir(folder), ['w.safetensors']);
  });
}

test('a missing folder, a folder in place of the file, and a file in place of the folder', async t => {
  const folder = await temporaryFolder(t);
  const entries = new Map([['w', one]]);
  await assert.rejects(writeSafetensors(join(folder, 'no', 'w.safetensors'), entries), {
    name: 'SafetensorsError',
    message: `safetensors "${join(folder, 'no', 'w.safetensors')}": there is no folder ${join(folder, 'no')}. Make it first.`,
  });
  await mkdir(join(folder, 'taken'));
  await assert.rejects(writeSafetensors(join(folder, 'taken'), entries), {
    name: 'SafetensorsError',
    message: `safetensors "${join(folder, 'taken')}": the file cannot be written: it is a folder (EISDIR). Check that you may write to ${folder} and that the disk has room.`,
  });
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(writeSafetensors(join(folder, 'file', 'w.safetensors'), entries), {
    name: 'SafetensorsError',
    message:
      /the file cannot be written: a part of its path is a file, not a folder \(ENOTDIR\)\. Check that you may write to .*file and that the disk has room\./,
  });
  assert.deepEqual((await readdir(folder)).sort(), ['file', 'taken']);
});

test('writers of the same file do not mix', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'w.safetensors');
  const sizes = [1000, 2000, 3000, 4000, 5000];
  await Promise.all(
    sizes.map(size => writeSafetensors(path, new Map([['w', tensor(Array<number>(size).fill(size))]]))),
  );
  const data = (await readSafetensors(path)).get('w')?.data ?? new Float32Array();
  assert.ok(sizes.includes(data.length) && data.every(value => value === data.length));
  assert.deepEqual(await readdir(folder), ['w.safetensors']);
  assert.equal((await stat(path)).size % 8, 0);
});

test('a system that takes a few bytes at a time', async t => {
  const golden = join(GOLDEN, 'exact.safetensors');
  const path = join(await temporaryFolder(t), 'copy.safetensors');
  const prototype = await handlePrototype(golden);
  type Arguments = [bytes: Uint8Array, at: number, length: number];
  const write: (...args: Arguments) => unknown = prototype.write;
  const slow = t.mock.method(prototype, 'write', function (this: FileHandle, ...[bytes, at, length]: Arguments) {
    return write.call(this, bytes, at, Math.min(length, 3));
  });
  await writeSafetensors(path, await readSafetensors(golden));
  assert.ok(slow.mock.callCount() > 500);
  assert.deepEqual(await readFile(path), await readFile(golden));
});

test('a disk that is full: the old file stays', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'w.safetensors');
  await writeSafetensors(path, new Map([['old', one]]));
  const before = await readFile(path);
  const failure = Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' });
  t.mock.method(await handlePrototype(path), 'sync', async () => Promise.reject(failure));
  await assert.rejects(writeSafetensors(path, new Map([['new', one]])), {
    name: 'SafetensorsError',
    message: `safetensors "${path}": the file cannot be written: the device is full (ENOSPC). Check that you may write to ${folder} and that the disk has room.`,
  });
  assert.deepEqual(await readFile(path), before);
  assert.deepEqual(await readdir(folder), ['w.safetensors']);
});
