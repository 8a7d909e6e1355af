import { createHash } from 'node:crypto';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import type { Figure } from '../../lib/figures';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Numbers that differ by this share are equal: figures round to four digits, and a platform may round the last one otherwise. */
const TOLERANCE = 1e-3;
const WIDTH = 120;

/** The figure as a front end gets it, with numbers of six digits, and of each picture its size and a hash of its pixels. */
export function toSnapshot(figure: Figure): Json {
  const shorten = (_key: string, value: unknown): unknown => {
    if (typeof value === 'number') return Number(value.toPrecision(6));
    return typeof value === 'string' && value.startsWith('data:image/') ? pictureWords(value) : value;
  };
  // JSON.stringify has removed whatever Json cannot hold.
  return JSON.parse(JSON.stringify(figure, shorten)) as Json;
}

/** `image/png 64×48, pixels 0123456789abcdef`: how a picture is compressed differs between versions of Node. */
function pictureWords(uri: string): string {
  const [head = '', base64 = ''] = uri.slice('data:'.length).split(';base64,');
  const bytes = Buffer.from(base64, 'base64');
  const { width, height, data } = head === 'image/png' ? PNG.sync.read(bytes) : decodeJpeg(bytes);
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 16);
  return `${head} ${width}×${height}, pixels ${hash}`;
}

/** JSON in which short values and lists of plain values take one line. */
export function write(value: Json, indent = ''): string {
  const line = JSON.stringify(value);
  if (value === null || typeof value !== 'object' || indent.length + line.length <= WIDTH) return line;
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.every(item => item === null || typeof item !== 'object')) return line;
    return `[\n${value.map((item: Json) => inner + write(item, inner)).join(',\n')}\n${indent}]`;
  }
  const parts = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, inner)}`);
  return `{\n${parts.join(',\n')}\n${indent}}`;
}

/**
 * @param path where the two values stand, such as `data[0].y[2]`
 * @returns the first difference in words; undefined when there is none
 */
export function difference(seen: Json | undefined, expected: Json | undefined, path = ''): string | undefined {
  if (isNumber(seen) && isNumber(expected)) {
    const near = Math.abs(seen - expected) <= TOLERANCE * Math.max(Math.abs(seen), Math.abs(expected));
    return near ? undefined : told(seen, expected, path);
  }
  if (!isTree(seen) || !isTree(expected) || Array.isArray(seen) !== Array.isArray(expected)) {
    return seen === expected ? undefined : told(seen, expected, path);
  }
  const [ours, theirs] = [new Map(Object.entries(seen)), new Map(Object.entries(expected))];
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const step = Array.isArray(seen) ? `[${key}]` : path === '' ? key : `.${key}`;
    const found = difference(ours.get(key), theirs.get(key), path + step);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number';
}

function isTree(value: Json | undefined): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function told(seen: Json | undefined, expected: Json | undefined, path: string): string {
  const short = (value: Json | undefined): string => {
    const text = value === undefined ? 'nothing' : JSON.stringify(value);
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
  };
  return `${path}: expected ${short(expected)}, received ${short(seen)}`;
}
