import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { readSafetensors, readSafetensorsHeader } from '../../lib/checkpoints/files';
import expected from '../golden/safetensors/expected.json';
import { bitsOf, fileBytes, GOLDEN, handlePrototype, temporaryFile } from './safetensors-files';

type ReadArguments = [bytes: Uint8Array, at: number, length: number, position: number];

function expectedBits(values: Record<string, number[]>): [string, number[]][] {
  return Object.entries(values).sort();
}

function foundBits(entries: ReadonlyMap<string, { data: Float32Array }>): [string, number[]][] {
  return [...entries].map(([name, { data }]): [string, number[]] => [name, bitsOf(data)]).sort();
}

test('every dtype has the float32 values that NumPy gives', async () => {
  const entries = await readSafetensors(join(GOLDEN, 'dtypes.safetensors'));
  assert.deepEqual(foundBits(entries), expectedBits(expected.values));
  for (const [name, { dtype, shape, data }] of entries) {
    assert.equal(dtype, name);
    assert.deepEqual(shape, [data.length]);
  }
});

test('a PyTorch checkpoint: values, shapes and the I64 counter', async () => {
  const entries = await readSafetensors(join(GOLDEN, 'checkpoint.safetensors'));
  assert.deepEqual(foundBits(entries), expectedBits(expected.checkpoint));
  assert.deepEqual(entries.get('conv1.weight')?.shape, [4, 3, 3, 3]);
  const counter = entries.get('bn1.num_batches_tracked');
  assert.deepEqual(counter, { shape: [], data: Float32Array.of(123457), dtype: 'I64' });
});

test('tables of all 8-bit floats agree with NumPy', async t => {
  for (const [dtype, name] of [
    ['F8_E4M3', 'all float8_e4m3fn'],
    ['F8_E5M2', 'all float8_e5m2'],
  ] as const) {
    const header = `{"w":{"dtype":"${dtype}","shape":[256],"data_offsets":[0,256]}}`;
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const entries = await readSafetensors(await temporaryFile(t, fileBytes(header, codes)));
    const data = entries.get('w')?.data ?? new Float32Array();
    const digest = createHash('sha256')
      .update(Uint32Array.from(bitsOf(data)))
      .digest('hex');
    assert.equal(digest, expected.tables[name]);
  }
});

test('names are only names, and scalars and empty tensors are tensors', async () => {
  const entries = await readSafetensors(join(GOLDEN, 'names.safetensors'));
  const scalars = [...entries].filter(([, { data }]) => data.length === 1).map(([name, { data }]) => [data[0], name]);
  assert.deepEqual(scalars.sort(), [
    [1, ''],
    [2, '../../etc/passwd'],
    [3, '__proto__'],
    [4, 'constructor'],
    [5, '0'],
    [6, 'quote" back\\slash \n\t\x01 line'],
    [7, '합성곱 \u{1f600} \uffee'],
    [8, 'scalar'],
  ]);
  assert.deepEqual(entries.get('scalar')?.shape, []);
  assert.deepEqual(entries.get('empty'), { shape: [0, 3], data: new Float32Array(0), dtype: 'F32' });
  assert.deepEqual(entries.get('matrix')?.data, Float32Array.of(0, 1, 2, 3, 4, 5));
});

test('the header gives metadata, shapes and offsets without the data', async () => {
  const header = await readSafetensorsHeader(join(GOLDEN, 'checkpoint.safetensors'));
  assert.equal(header.metadata.size, 0);
  assert.deepEqual([...header.tensors].slice(0, 2), [
    ['bn1.num_batches_tracked', { dtype: 'I64', shape: [], begin: 0, end: 8 }],
    ['bn1.running_mean', { dtype: 'F32', shape: [4], begin: 8, end: 24 }],
  ]);
  const named = await readSafetensorsHeader(join(GOLDEN, 'names.safetensors'));
  assert.deepEqual([...named.metadata], [['format', 'pt']]);
});

test('tensors come in the order of their data, whatever the order of the header', async t => {
  const header =
    '{ "b":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"},\n\t"a" : {"dtype":"F32","shape":[ 1 ],"data_offsets":[0,4]}}\r\n  ';
  const entries = await readSafetensors(
    await temporaryFile(t, fileBytes(header, new Uint8Array(Float32Array.of(1, 2).buffer))),
  );
  assert.deepEqual(
    [...entries].map(([name, { data }]) => [name, data[0]]),
    [
      ['a', 1],
      ['b', 2],
    ],
  );
});

test('a header whose length is no multiple of four leaves the values right', async t => {
  const value = new Uint8Array(Float64Array.of(0.5).buffer);
  for (let spaces = 0; spaces < 8; spaces++) {
    const header = `{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}${' '.repeat(spaces)}`;
    const entries = await readSafetensors(await temporaryFile(t, fileBytes(header, value)));
    assert.equal(entries.get('w')?.data[0], 0.5);
  }
});

test('a tensor longer than the pieces in which it is converted', async t => {
  const count = 2 ** 20 + 3;
  const halves = Uint16Array.from({ length: count }, (_, i) => i % 0x7c00);
  const header = `{"w":{"dtype":"F16","shape":[${count}],"data_offsets":[0,${count * 2}]}}`;
  const entries = await readSafetensors(await temporaryFile(t, fileBytes(header, new Uint8Array(halves.buffer))));
  const data = entries.get('w')?.data ?? new Float32Array();
  // Halves below infinity grow with their codes, and codes from 0x3c00 on stand for 1 and more.
  assert.equal(data[count - 1], data[(count - 1) % 0x7c00]);
  assert.equal(data[2 ** 19], data[2 ** 19 % 0x7c00]);
  assert.equal(data[5 * 0x7c00 + 0x3c00], 1);
  assert.equal(data[32 * 0x7c00 + 0x4000], 2);
});

test('a BOOL byte other than 0 is true', async t => {
  const header = '{"w":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}';
  const entries = await readSafetensors(await temporaryFile(t, fileBytes(header, Uint8Array.of(0, 1, 255))));
  assert.deepEqual(entries.get('w')?.data, Float32Array.of(0, 1, 1));
});

test('a system that gives a few bytes at a time', async t => {
  const path = join(GOLDEN, 'checkpoint.safetensors');
  const prototype = await handlePrototype(path);
  const read: (...args: ReadArguments) => unknown = prototype.read;
  const slow = t.mock.method(
    prototype,
    'read',
    function (this: FileHandle, ...[bytes, at, length, position]: ReadArguments) {
      return read.call(this, bytes, at, Math.min(length, 3), position);
    },
  );
  const entries = await readSafetensors(path);
  assert.ok(slow.mock.callCount() > 200);
  assert.deepEqual(foundBits(entries), expectedBits(expected.checkpoint));
});

test('a file without tensors is a file', async t => {
  assert.equal((await readSafetensors(await temporaryFile(t, fileBytes('{}')))).size, 0);
});
