import { PNG } from 'pngjs';
import { byteAt } from '../spec/at';

/** A label for each pixel, row by row. */
export interface PixelLabels<Data extends Uint8Array | Int32Array = Uint8Array> {
  readonly shape: readonly [height: number, width: number];
  readonly data: Data;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Places in the header's content, after width and height: bits of a pixel, and what they mean. */
const DEPTH = 8;
const COLOR_TYPE = 9;
const GREY = 0;
const INDEXED = 3;

/**
 * Labels as an indexed PNG, in which a label is a pixel's index and the palette only says how it is shown. Pascal VOC keeps
 * its masks so.
 *
 * @param palette red, green and blue of labels 0 to 255, 768 bytes
 * @throws RangeError when a label does not fit into a byte
 */
export function encodeLabels(
  { shape: [height, width], data }: PixelLabels<Uint8Array | Int32Array>,
  palette: Uint8Array,
): Buffer {
  const wrong = data.find((label: number) => label < 0 || label > 255);
  if (wrong !== undefined) {
    throw new RangeError(`encodeLabels: a PNG keeps labels from 0 to 255. Received ${wrong}.`);
  }
  const image = new PNG({ width, height, colorType: GREY, inputColorType: GREY });
  image.data = Buffer.from(data);
  // pngjs writes no palettes, but the pixels of a grey picture and of an indexed one are the same bytes.
  const grey = PNG.sync.write(image, { colorType: GREY, inputColorType: GREY });
  const chunks = chunksOf(grey).flatMap(one => {
    if (one.type !== 'IHDR') return [one];
    return [
      { ...one, content: withColorType(one.content, INDEXED) },
      { type: 'PLTE', content: Buffer.from(palette) },
    ];
  });
  return fileOf(chunks);
}

/**
 * The labels of an indexed PNG, whatever its palette; or of a grey one, whose values they are.
 *
 * @param bytes the file's content
 * @param name the file's name, for messages
 * @throws TypeError when the bytes are no such PNG, or are cut short
 */
export function decodeLabels(bytes: Buffer, name: string): PixelLabels {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    const start = bytes.subarray(0, 4).toString('hex');
    throw new TypeError(`${name} is no PNG: its first bytes are ${start}. A mask is kept as a PNG.`);
  }
  const chunks = chunksOf(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR')?.content ?? Buffer.alloc(COLOR_TYPE + 1);
  const [depth, colorType] = [byteAt(header, DEPTH), byteAt(header, COLOR_TYPE)];
  if (![GREY, INDEXED].includes(colorType) || depth > 8) {
    throw new TypeError(
      `${name} must be indexed or grey, with at most 8 bits a pixel: its values are labels. It is a PNG of colour type ${colorType} with ${depth} bits. Save the labels, not their colours.`,
    );
  }
  return pixelsOf(asGrey(chunks), 2 ** depth - 1, name);
}

/** Without its palette an indexed picture is a grey one. */
function asGrey(chunks: readonly Chunk[]): Buffer {
  const kept = chunks.filter(({ type }) => type !== 'PLTE' && type !== 'tRNS');
  return fileOf(kept.map(one => (one.type === 'IHDR' ? { ...one, content: withColorType(one.content, GREY) } : one)));
}

/** @param largest value of a pixel, which a grey picture shows as 255 */
function pixelsOf(png: Buffer, largest: number, name: string): PixelLabels {
  try {
    const { width, height, data } = PNG.sync.read(png);
    const labels = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.round((byteAt(data, 4 * i) * largest) / 255),
    );
    return { shape: [height, width], data: labels };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`${name} cannot be decoded: ${reason}. The file may be cut short; copy it again.`);
  }
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

/** A PNG is its signature and chunks: length, type, content, checksum. */
function chunksOf(bytes: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = SIGNATURE.length; start + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(start);
    const type = bytes.toString('latin1', start + 4, start + 8);
    chunks.push({ type, content: bytes.subarray(start + 8, start + 8 + length) });
    start += 12 + length;
  }
  return chunks;
}

function fileOf(chunks: readonly Chunk[]): Buffer {
  const written = chunks.map(({ type, content }) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(content.length, 0);
    numbers.writeUInt32BE(checksum(named), 4);
    return Buffer.concat([numbers.subarray(0, 4), named, numbers.subarray(4)]);
  });
  return Buffer.concat([SIGNATURE, ...written]);
}

function withColorType(header: Buffer, colorType: number): Buffer {
  const changed = Buffer.from(header);
  changed[COLOR_TYPE] = colorType;
  return changed;
}

/** CRC-32, as PNG has it: https://www.w3.org/TR/png-3/#5CRC-algorithm */
function checksum(bytes: Buffer): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}
