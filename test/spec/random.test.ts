import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillNormal, fillUniform, hashText, mulberry32, permutation, Random } from '../../lib/spec/random';
import { fnv1a, uniforms } from '../support/fill';

/** By the definition, with Python: `h = ((h ^ byte) * 0x01000193) % 2**32` over `text.encode()`. */
const HASHES: readonly (readonly [string, number])[] = [
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
  ['é', 0x1e9de8c1],
  ['합성곱', 0x317e1b0d],
  ['🙂', 0x57a37a4b],
];
for (const [text, hash] of HASHES) {
  test(`the hash of "${text}" is that of its UTF-8 bytes`, () => assert.equal(hashText(text), hash));
}

test('half of a surrogate pair has no bytes of its own: it hashes as the replacement character', () => {
  assert.equal(hashText('\ud83d'), hashText('\ufffd'));
  assert.equal(hashText('a\ude42b'), hashText('a\ufffdb'));
});

test('mulberry32 gives the same numbers as one that keeps its state', () => {
  const seed = fnv1a('numbers');
  assert.deepEqual(
    Array.from({ length: 100 }, (_, i) => mulberry32(seed, i)),
    [...uniforms('numbers', 100)],
  );
});

test('uniform and normal numbers follow from their seed, and spread as they should', () => {
  const uniform = fillUniform(new Float32Array(10000), 3, 7);
  const normal = fillNormal(new Float32Array(9999), 2, 7);
  assert.deepEqual(fillUniform(new Float32Array(10), 3, 7), uniform.slice(0, 10));
  assert.deepEqual(fillNormal(new Float32Array(10), 2, 7), normal.slice(0, 10));
  const meanOf = (values: Float32Array, power: number): number =>
    values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  // Variances bound² / 3 and deviation²; four standard errors of 10,000 draws are below 0.13.
  assert.ok(uniform.every(value => Math.abs(value) <= 3));
  assert.ok(Math.abs(meanOf(uniform, 1)) < 0.1 && Math.abs(meanOf(uniform, 2) - 3) < 0.13);
  assert.ok(Math.abs(meanOf(normal, 1)) < 0.1 && Math.abs(meanOf(normal, 2) - 4) < 0.25);
});

test('a purpose has its own numbers, over the edge of a block as well', () => {
  const draw = (purpose: string): number[] => {
    const random = new Random(purpose);
    return Array.from({ length: 1030 }, () => random.integer(1000));
  };
  assert.deepEqual(draw('order'), draw('order'));
  assert.notDeepEqual(draw('order'), draw('crops'));
  assert.ok(draw('order').every(value => Number.isInteger(value) && value >= 0 && value < 1000));
});

test('a permutation has every number once', () => {
  const order = permutation(100, new Random('order'));
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...Array(100).keys()],
  );
  assert.notDeepEqual([...order], [...Array(100).keys()]);
});
