import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { readSafetensors, readSafetensorsHeader } from '../../lib/checkpoints/files';
import { SafetensorsError } from '../../lib/checkpoints/safetensors';
import { fileBytes, handlePrototype, temporaryFile, temporaryFolder } from './safetensors-files';

const AGAIN = 'The file is damaged: download or export it again.';
const CUT_OFF = 'The file is cut off or damaged: download or export it again.';
const NO_FILE = 'The file is cut off, damaged, or not a safetensors file: download or export it again.';
const NO_SAFETENSORS = 'The file is damaged, or not a safetensors file: download or export it again.';
const DTYPES = 'BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64';

/** A header with one tensor `w` of which some fields differ from a good one. */
function one(fields: { dtype?: string; shape?: string; offsets?: string; more?: string }): string {
  const { dtype = '"F32"', shape = '[2]', offsets = '[0,8]', more = '' } = fields;
  return `{"w":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}${more}}}`;
}

function two(first: string, second: string): string {
  const record = (offsets: string): string => `{"dtype":"U8","shape":[4],"data_offsets":${offsets}}`;
  return `{"a":${record(first)},"b":${record(second)}}`;
}

function length(value: bigint, rest: number): Buffer {
  const bytes = Buffer.alloc(8 + rest);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

const CASES: Record<string, [bytes: Uint8Array, message: string]> = {
  'an empty file': [Buffer.alloc(0), 'the file is empty (0 bytes). Download or export it again.'],
  'seven bytes': [
    Buffer.alloc(7),
    `the file has 7 bytes, and a safetensors file begins with 8 bytes that hold the length of its header. ${NO_FILE}`,
  ],
  'a header longer than the file': [
    length(17n, 16),
    `the header should have 17 bytes, but the file has 24 and the limit is 100000000. ${NO_FILE}`,
  ],
  'the longest header there can be': [
    length(2n ** 64n - 1n, 16),
    `the header should have 18446744073709551615 bytes, but the file has 24 and the limit is 100000000. ${NO_FILE}`,
  ],
  'bytes that are no text': [
    fileBytes(Uint8Array.of(0x7b, 0xff, 0x7d)),
    'the header is not UTF-8 text. The file is damaged, or not a safetensors file: download or export it again.',
  ],
  'no header at all': [fileBytes(''), `the header must begin with "{". Received an empty header. ${NO_SAFETENSORS}`],
  'space before the header': [fileBytes(' {}'), `the header must begin with "{". Received " {}". ${NO_SAFETENSORS}`],
  'a byte order mark': [
    fileBytes('\ufeff{}'),
    `the header must begin with "{". Received "\ufeff{}". ${NO_SAFETENSORS}`,
  ],
  'a list': [fileBytes('[]'), `the header must begin with "{". Received "[]". ${NO_SAFETENSORS}`],
  null: [fileBytes('null'), `the header must begin with "{". Received "null". ${NO_SAFETENSORS}`],
  'deep nesting': [
    fileBytes(`{"w":${'['.repeat(1_000_000)}`),
    `tensor "w" must have "{" at character 5 of the header. Received "[[[[[[[[[[[[[[[[[[[[". ${AGAIN}`,
  ],
  'text after the header': [
    fileBytes('{}}'),
    `the header must have nothing more than spaces at character 2 of the header. Received "}". ${AGAIN}`,
  ],
  'zeros after the header': [
    fileBytes('{}\0'),
    `the header must have nothing more than spaces at character 2 of the header. Received "\\u0000". ${AGAIN}`,
  ],
  'a header without its end': [
    fileBytes('{"w":{"dtype":"F32"'),
    `tensor "w" must have "}" at character 19 of the header. Received the end of the header. ${AGAIN}`,
  ],
  'a name without its end': [fileBytes('{"w'), `a name in the header has no closing double quote. ${AGAIN}`],
  'a name that ends in an escape': [fileBytes('{"w\\"'), `a name in the header has no closing double quote. ${AGAIN}`],
  'a trailing comma': [
    fileBytes('{"__metadata__":{},}'),
    `a name in the header must have a string in double quotes at character 19 of the header. Received "}". ${AGAIN}`,
  ],
  'a bad escape': [fileBytes('{"\\x":{}}'), `a name in the header is not valid text: "\\"\\\\x\\"". ${AGAIN}`],
  'half a surrogate pair': [
    fileBytes('{"\\ud800":{}}'),
    `a name in the header is not valid text: "\\"\\\\ud800\\"". ${AGAIN}`,
  ],
  'an endless name': [
    fileBytes(`{"${'n'.repeat(1000)}":3}`),
    `tensor "${'n'.repeat(80)}…" must have "{" at character 1004 of the header. Received "3}". ${AGAIN}`,
  ],
  'two tensors of one name': [
    fileBytes(
      '{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0077":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    ),
    `the header has the name "w" twice. ${AGAIN}`,
  ],
  'two shapes': [fileBytes(one({ more: ',"shape":[2]' }), 8), `tensor "w" has the name "shape" twice. ${AGAIN}`],
  'two metadata of one name': [
    fileBytes('{"__metadata__":{"a":"1","a":"2"}}'),
    `"__metadata__" has the name "a" twice. ${AGAIN}`,
  ],
  'metadata that are no text': [
    fileBytes('{"__metadata__":{"epoch":3}}'),
    `"epoch" in "__metadata__" must have a string in double quotes at character 25 of the header. Received "3}}". ${AGAIN}`,
  ],
  'metadata that are a list': [
    fileBytes('{"__metadata__":[]}'),
    `"__metadata__" must have "{" at character 16 of the header. Received "[]}". ${AGAIN}`,
  ],
  'an unknown field': [
    fileBytes(one({ more: ',"strides":[1]' }), 8),
    `tensor "w" must have dtype, shape and data_offsets. Received an unknown field "strides". ${AGAIN}`,
  ],
  'no dtype': [
    fileBytes('{"w":{"shape":[2],"data_offsets":[0,8]}}', 8),
    `tensor "w" must have dtype, shape and data_offsets. Received no dtype. ${AGAIN}`,
  ],
  'no shape': [
    fileBytes('{"w":{"dtype":"F32","data_offsets":[0,8]}}', 8),
    `tensor "w" must have dtype, shape and data_offsets. Received no shape. ${AGAIN}`,
  ],
  'no offsets': [
    fileBytes('{"w":{"dtype":"F32","shape":[2]}}', 8),
    `tensor "w" must have dtype, shape and data_offsets. Received no pair of data_offsets. ${AGAIN}`,
  ],
  'one offset': [
    fileBytes(one({ offsets: '[8]' }), 8),
    `tensor "w" must have dtype, shape and data_offsets. Received no pair of data_offsets. ${AGAIN}`,
  ],
  'three offsets': [
    fileBytes(one({ offsets: '[0,8,8]' }), 8),
    `data_offsets of tensor "w" has more than 2 numbers. ${AGAIN}`,
  ],
  'an unknown dtype': [
    fileBytes(one({ dtype: '"float32"' }), 8),
    `tensor "w" has dtype "float32", which cannot be read here. Known are ${DTYPES}. The file is damaged, or newer than this reader.`,
  ],
  'a dtype that is a property of every object': [
    fileBytes(one({ dtype: '"__proto__"' }), 8),
    `tensor "w" has dtype "__proto__", which cannot be read here. Known are ${DTYPES}. The file is damaged, or newer than this reader.`,
  ],
  'a complex dtype': [
    fileBytes(one({ dtype: '"C64"', shape: '[1]' }), 8),
    `tensor "w" has dtype "C64", which cannot be read here. Known are ${DTYPES}. Convert the tensor to F32 with the program that made the file.`,
  ],
  'a dtype that is a number': [
    fileBytes(one({ dtype: '32' }), 8),
    'dtype of tensor "w" must have a string in double quotes at character 14 of the header. ' +
      `Received "32,\\"shape\\":[2],\\"data". ${AGAIN}`,
  ],
  'a shape that is a number': [
    fileBytes(one({ shape: '2' }), 8),
    `shape of tensor "w" must have "[" at character 28 of the header. Received "2,\\"data_offsets\\":[0,". ${AGAIN}`,
  ],
  'a shape of texts': [
    fileBytes(one({ shape: '["2"]' }), 8),
    `shape of tensor "w" must have an integer at character 29 of the header. Received "\\"2\\"],\\"data_offsets\\":". ${AGAIN}`,
  ],
  'a negative size': [
    fileBytes(one({ shape: '[-2]' }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received -2. ${AGAIN}`,
  ],
  'a fractional size': [
    fileBytes(one({ shape: '[2.0]' }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received 2.0. ${AGAIN}`,
  ],
  'a size with an exponent': [
    fileBytes(one({ shape: '[2e0]' }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received 2e0. ${AGAIN}`,
  ],
  'a size with a leading zero': [
    fileBytes(one({ shape: '[02]' }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received 02. ${AGAIN}`,
  ],
  'a size past 2^53': [
    fileBytes(one({ shape: '[9007199254740993]' }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received 9007199254740993. ${AGAIN}`,
  ],
  'a size with a million digits': [
    fileBytes(one({ shape: `[${'9'.repeat(1_000_000)}]` }), 8),
    `shape of tensor "w" must hold integers from 0 to 2^53 - 1. Received ${'9'.repeat(80)}…. ${AGAIN}`,
  ],
  'sizes that overflow': [
    fileBytes(one({ shape: '[4294967296,4294967296]' }), 8),
    `tensor "w" (F32 [4294967296, 4294967296], bytes 0 to 8) needs more than 2^53 bytes and has 8. ${AGAIN}`,
  ],
  'sizes that wrap to the right one in 64 bits': [
    fileBytes(one({ dtype: '"U8"', shape: '[4294967297,4294967297,8]' }), 8),
    `tensor "w" (U8 [4294967297, 4294967297, 8], bytes 0 to 8) needs more than 2^53 bytes and has 8. ${AGAIN}`,
  ],
  'sizes that overflow before a zero': [
    fileBytes(one({ shape: '[4294967296,4294967296,0]', offsets: '[0,0]' })),
    `tensor "w" (F32 [4294967296, 4294967296, 0], bytes 0 to 0) needs more than 2^53 bytes and has 0. ${AGAIN}`,
  ],
  'bytes that overflow': [
    fileBytes(one({ dtype: '"F64"', shape: '[9007199254740991]' }), 8),
    `tensor "w" (F64 [9007199254740991], bytes 0 to 8) needs more than 2^53 bytes and has 8. ${AGAIN}`,
  ],
  'more than 64 dimensions': [
    fileBytes(one({ shape: `[${Array(65).fill(1)}]` }), 8),
    `shape of tensor "w" has more than 64 numbers. ${AGAIN}`,
  ],
  'more bytes than the shape': [
    fileBytes(one({ shape: '[1]' }), 8),
    `tensor "w" (F32 [1], bytes 0 to 8) needs 4 bytes and has 8. ${AGAIN}`,
  ],
  'fewer bytes than the shape': [
    fileBytes(one({ shape: '[1000000000]' }), 8),
    `tensor "w" (F32 [1000000000], bytes 0 to 8) needs 4000000000 bytes and has 8. ${AGAIN}`,
  ],
  'an end before the beginning': [
    fileBytes(one({ offsets: '[8,0]' }), 8),
    `tensor "w" (F32 [2], bytes 8 to 0) ends before it begins. ${AGAIN}`,
  ],
  'data that are cut off': [
    fileBytes(one({}), 7),
    `tensor "w" (F32 [2], bytes 0 to 8) reaches past the data, which have 7 bytes. ${CUT_OFF}`,
  ],
  'offsets far outside': [
    fileBytes(one({ offsets: '[9007199254740983,9007199254740991]' }), 8),
    `tensor "w" (F32 [2], bytes 9007199254740983 to 9007199254740991) reaches past the data, which have 8 bytes. ${CUT_OFF}`,
  ],
  'bytes after the last tensor': [fileBytes(one({}), 11), `the last 3 bytes belong to no tensor. ${AGAIN}`],
  'data without tensors': [fileBytes('{}', 5), `the last 5 bytes belong to no tensor. ${AGAIN}`],
  'tensors that overlap': [fileBytes(two('[0,4]', '[2,6]'), 6), `tensors "a" and "b" overlap at byte 2. ${AGAIN}`],
  'two tensors in one place': [fileBytes(two('[0,4]', '[0,4]'), 4), `tensors "a" and "b" overlap at byte 0. ${AGAIN}`],
  'a gap between tensors': [
    fileBytes(two('[5,9]', '[0,4]'), 9),
    `bytes 4 to 5, before tensor "a", belong to no tensor. ${AGAIN}`,
  ],
  'a gap at the start': [
    fileBytes(one({ offsets: '[4,12]' }), 12),
    `bytes 0 to 4, before tensor "w", belong to no tensor. ${AGAIN}`,
  ],
};

const FROM_TORCH =
  'It looks like a file of torch.save: load it in Python and save it with safetensors.torch.save_file.';
const OTHER_FORMATS: Record<string, [start: string, advice: string]> = {
  'a zip archive of torch.save': ['PK\x03\x04\0\0\x08\x08 archive/data.pkl', FROM_TORCH],
  'a pickle of torch.save': ['\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P', FROM_TORCH],
  'a Git LFS pointer': [
    'version https://git-lfs.github.com/spec/v1',
    'It looks like a Git LFS pointer: run "git lfs pull" to get the file itself.',
  ],
  'a web page': ['<!DOCTYPE html><html></html>', 'It looks like a web page: download the file itself.'],
  'a text': ['hello, world', NO_FILE],
};

for (const [what, [start, advice]] of Object.entries(OTHER_FORMATS)) {
  const bytes = Buffer.from(start, 'latin1');
  const found = `the header should have ${bytes.readBigUInt64LE()} bytes, but the file has ${bytes.length} and the limit is 100000000.`;
  CASES[what] = [bytes, `${found} ${advice}`];
}

for (const [what, [bytes, message]] of Object.entries(CASES)) {
  test(`refused: ${what}`, async t => {
    const path = await temporaryFile(t, bytes);
    const expected = { name: 'SafetensorsError', file: path, message: `safetensors "${path}": ${message}` };
    await assert.rejects(readSafetensors(path), expected);
    await assert.rejects(readSafetensorsHeader(path), expected);
  });
}

test('a missing file, a folder and a pipe', async t => {
  const folder = await temporaryFolder(t);
  await assert.rejects(readSafetensors('no/such.safetensors'), error => {
    assert.ok(error instanceof SafetensorsError && error.cause instanceof Error);
    const place = resolve('no/such.safetensors');
    assert.equal(
      error.message,
      `safetensors "no/such.safetensors": there is no such file. Looked for ${place}: check the path.`,
    );
    return true;
  });
  const notAFile = 'this is a folder or a device, not a file. Give the path of a .safetensors file.';
  await assert.rejects(readSafetensors(folder), { message: `safetensors "${folder}": ${notAFile}` });
  if (process.platform === 'win32') return;
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await assert.rejects(readSafetensors(pipe), { message: `safetensors "${pipe}": ${notAFile}` });
});

test('a path through a file', async t => {
  const path = join(await temporaryFile(t, fileBytes('{}')), 'w.safetensors');
  await assert.rejects(readSafetensors(path), {
    name: 'SafetensorsError',
    message: `safetensors "${path}": the file cannot be read: a part of its path is a file, not a folder (ENOTDIR). Check that you may read ${path}.`,
  });
});

test('a header just past the limit is refused, and one of the limit is read', async t => {
  const path = join(await temporaryFolder(t), 'long.safetensors');
  await writeFile(path, length(100_000_001n, 0));
  await truncate(path, 200_000_000);
  await assert.rejects(readSafetensors(path), {
    message: `safetensors "${path}": the header should have 100000001 bytes, but the file has 200000000 and the limit is 100000000. ${NO_FILE}`,
  });
  await writeFile(path, fileBytes(`{}${' '.repeat(99_999_998)}`));
  assert.equal((await readSafetensors(path)).size, 0);
});

test('a tensor that no memory can hold', async t => {
  const count = 2 ** 40;
  const header = `{"w":{"dtype":"F32","shape":[${count}],"data_offsets":[0,${count * 4}]}}`;
  const path = await temporaryFile(t, fileBytes(header));
  // A file with a hole: it has its full size and takes no room.
  await truncate(path, 8 + header.length + count * 4);
  await assert.rejects(readSafetensors(path), {
    name: 'SafetensorsError',
    message: `safetensors "${path}": there is no memory for tensor "w" [${count}]: it needs ${count * 4} bytes. Close other programs, or use a smaller file.`,
  });
});

test('a file that shrinks while it is read', async t => {
  const path = await temporaryFile(t, fileBytes(one({}), 8));
  t.mock.method(await handlePrototype(path), 'read', async () => ({ bytesRead: 0, buffer: Buffer.alloc(0) }));
  await assert.rejects(readSafetensors(path), {
    name: 'SafetensorsError',
    message: `safetensors "${path}": the file became shorter while it was read. Read it again when it is complete.`,
  });
});

test('a disk that fails while it is read', async t => {
  const path = await temporaryFile(t, fileBytes(one({}), 8));
  const failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  t.mock.method(await handlePrototype(path), 'read', async () => Promise.reject(failure));
  await assert.rejects(readSafetensors(path), {
    name: 'SafetensorsError',
    message: `safetensors "${path}": the file cannot be read: the device fails (EIO). Check that you may read ${path}.`,
  });
});
