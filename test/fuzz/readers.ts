import { ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSafetensors } from '../../lib/checkpoints/safetensors/bytes';
import { coco, cocoMasks, registry, voc } from '../../lib/datasets';
import { parseCsv } from '../../lib/datasets/csv';
import { readIdx } from '../../lib/datasets/idx';
import { imageFile } from '../../lib/images/imageFile';
import { decodeLabels } from '../../lib/images/labelPng';
import { freshWithAnswers, hasOwnText, merge } from '../../lib/workbook/merge';
import { formatNotebook, parseNotebook } from '../../lib/workbook/notebook';
import { UnreadableNotebook } from '../../lib/workbook/readNotebook';
import { pngChunk, pngOf } from '../support/pngFile';
import type { Reader } from './fuzz';
import * as valid from './validFiles';

/**
 * Every reader of files from elsewhere, with small files that it accepts.
 *
 * @param folder an empty one, for the files that have to lie on the disk
 */
export async function readersIn(folder: string): Promise<readonly Reader[]> {
  const onDisk = (name: string, read: (path: string) => unknown) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'w');
    return {
      file: name,
      // The same file again and again: making one anew takes a hundred times as long.
      read: (bytes: Buffer): unknown => {
        writeSync(file, bytes, 0, bytes.length, 0);
        ftruncateSync(file, bytes.length);
        return read(path);
      },
    };
  };
  mkdirSync(join(folder, 'voc', 'JPEGImages'), { recursive: true });
  writeFileSync(join(folder, 'voc/JPEGImages/one.png'), valid.small(5, 4));
  return [
    {
      name: 'png',
      valid: valid.pngs,
      mend: withChecksums,
      perByte: 500,
      ...onDisk('one.png', path => imageFile(path)),
    },
    {
      name: 'mask',
      valid: valid.masks,
      mend: withChecksums,
      perByte: 500,
      file: 'mask.png',
      read: bytes => decodeLabels(bytes, 'mask.png'),
    },
    // A bit for each of the blocks of 64 pixels, and up to 50 bytes for a pixel.
    { name: 'jpeg', valid: await valid.jpegs(), perByte: 8 * 64 * 50, ...onDisk('one.jpg', path => imageFile(path)) },
    {
      name: 'xml',
      valid: valid.xmls,
      perByte: 500,
      ...onDisk('voc/Annotations/one.xml', () => voc(join(folder, 'voc'))),
    },
    {
      name: 'coco',
      valid: valid.cocos,
      perByte: 500,
      ...onDisk('coco.json', path => readCoco(path, join(folder, 'voc/JPEGImages'))),
    },
    {
      name: 'registry',
      valid: valid.registries,
      perByte: 500,
      ...onDisk('data/registry.json', () => registry(folder)),
    },
    {
      name: 'notebook',
      valid: valid.notebooks,
      perByte: 500,
      file: 'one.ipynb',
      read: bytes => readNotebook(bytes.toString(), 'one.ipynb'),
    },
    {
      name: 'csv',
      valid: valid.csvs,
      perByte: 500,
      file: 'one.csv',
      read: bytes => parseCsv(bytes.toString(), 'one.csv'),
    },
    { name: 'idx', valid: valid.idxs, perByte: 10, file: 'images.idx', read: bytes => readIdx(bytes, 'images.idx', 3) },
    {
      name: 'safetensors',
      valid: valid.safetensors,
      mend: withHeaderLength,
      perByte: 500,
      file: 'w.safetensors',
      read: bytes => parseSafetensors(bytes, 'w.safetensors'),
    },
  ];
}

/** Chunks with the checksums that belong to them, as far as lengths allow. */
function withChecksums(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let start = 8; start + 12 <= bytes.length; ) {
    const end = start + 8 + bytes.readUInt32BE(start);
    if (end + 4 > bytes.length) break;
    chunks.push(pngChunk(bytes.toString('latin1', start + 4, start + 8), bytes.subarray(start + 8, end)));
    start = end + 4;
  }
  return chunks.length === 0 ? bytes : pngOf(chunks);
}

function readCoco(path: string, folder: string): void {
  coco(path, folder);
  cocoMasks(path, folder);
}

/** As the learner's copies are read: anything that stands in the way makes it unreadable, and it is left as it is. */
function readNotebook(text: string, file: string): void {
  let copy: ReturnType<typeof parseNotebook>;
  try {
    copy = parseNotebook(text);
  } catch (error) {
    throw new UnreadableNotebook(file, error);
  }
  merge(copy, valid.course);
  hasOwnText(copy);
  formatNotebook(freshWithAnswers(copy, valid.course).notebook);
}

/** The length in front says where the header ends: at the last closing brace. */
function withHeaderLength(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf('}') + 1;
  if (end < 8) return bytes;
  const mended = Buffer.from(bytes);
  mended.writeBigUInt64LE(BigInt(end - 8));
  return mended;
}
