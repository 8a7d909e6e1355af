import { PNG } from 'pngjs';
import { byteAt } from '../spec/at';
import { firstBytes } from './decode';
import { decodePng } from './png';
import { type Chunk, chunksOf, GREY, headerOf, INDEXED, PNG_SIGNATURE } from './pngChunks';

/** A label for each pixel, row by row. */
export interface PixelLabels<Data extends Uint8Array | Int32Array = Uint8Array> {
  readonly shape: readonly [height: number, width: number];
  readonly data: Data;
}

/** Place in the header's content: what the bits of a pixel mean. */
const COLOR_TYPE = 9;

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
  const chunks = chunksOf(grey, 'a mask').flatMap(one => {
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
 * @throws TypeError when the bytes are no such PNG, are cut short or damaged
 * @throws RangeError when there are more than 40 million pixels
 */
export function decodeLabels(bytes: Buffer, name: string): PixelLabels {
  if (!bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    throw new TypeError(`${name} is no PNG: ${firstBytes(bytes)}. A mask is kept as a PNG: save it as one.`);
  }
  const chunks = chunksOf(bytes, name);
  const { depth, colorType } = headerOf(chunks, name);
  if (![GREY, INDEXED].some(one => one === colorType) || depth > 8) {
    throw new TypeError(
      `${name} must be indexed or grey, with at most 8 bits a pixel: its values are labels. It is a PNG of colour type ${colorType} with ${depth} bits. Save the labels, not their colours.`,
    );
  }
  const { width, height, data } = decodePng(asGrey(chunks), name);
  // A grey picture shows the largest value of a pixel as 255.
  const largest = 2 ** depth - 1;
  const labels = new Uint8Array(width * height);
  for (let i = 0; i < labels.length; i++) labels[i] = Math.round((byteAt(data, 4 * i) * largest) / 255);
  return { shape: [height, width], data: labels };
}

/** Without its palette an indexed picture is a grey one. */
function asGrey(chunks: readonly Chunk[]): Buffer {
  const kept = chunks.filter(({ type }) => type !== 'PLTE' && type !== 'tRNS');
  return fileOf(kept.map(one => (one.type === 'IHDR' ? { ...one, content: withColorType(one.content, GREY) } : one)));
}

function fileOf(chunks: readonly Chunk[]): Buffer {
  const written = chunks.map(({ type, content }) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(content.length, 0);
    numbers.writeUInt32BE(checksum(named), 4);
    return Buffer.concat([numbers.subarray(0, 4), named, numbers.subarray(4)]);
  });
  return Buffer.concat([PNG_SIGNATURE, ...written]);
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
