import { byteAt } from '../spec/at';
import { cutPicture, damagedPicture, type PictureSize } from './pictureSize';

/** A colour of a JPEG. */
interface Component {
  readonly id: number;
  /** How many blocks of it go across and down, compared with the other colours: 1 to 4. */
  readonly across: number;
  readonly down: number;
}

/** What a JPEG's header says. */
export interface JpegFrame extends PictureSize {
  /** Bits of a sample. */
  readonly precision: number;
  readonly components: readonly Component[];
}

/** What stands in a JPEG, without its pixels being decoded. */
export interface JpegParts {
  readonly frame: JpegFrame;
  /** Passes over the picture: 1 or 3 as a rule, about 10 of a progressive one. */
  readonly scans: number;
  /** Bytes of all passes. */
  readonly packedBytes: number;
  /** Ids of the components that some pass begins. */
  readonly begun: ReadonlySet<number>;
  /** Whether Adobe's programs say how four colours are meant. */
  readonly adobe: boolean;
}

/** Second bytes of markers; the first is 255. */
const [STUFFED, END, START_OF_SCAN, ADOBE] = [0x00, 0xd9, 0xda, 0xee] as const;
/** Baseline, extended and progressive frames: those with Huffman's codes. */
const READ_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Lossless frames, hierarchical ones, and those with arithmetic codes. */
const OTHER_FRAMES: readonly number[] = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/**
 * Walks through a JPEG from marker to marker, up to its end; what stands behind that is passed over.
 *
 * @param bytes the file's content
 * @param name the file's name, for messages
 * @throws TypeError when a part or the end is missing, or it is of a kind that is not read
 * @see ITU-T T.81, annex B
 */
export function partsOfJpeg(bytes: Buffer, name: string): JpegParts {
  let frame: JpegFrame | undefined;
  let scans = 0;
  let packedBytes = 0;
  let adobe = false;
  const begun = new Set<number>();
  for (const { marker, content, packed } of segments(bytes, name)) {
    if (OTHER_FRAMES.includes(marker)) throw otherKind(name, 'lossless, hierarchical or arithmetic coding');
    if (READ_FRAMES.includes(marker)) {
      if (frame !== undefined) throw damagedPicture(name, 'it has two headers');
      frame = readFrame(content, name);
    }
    if (marker === ADOBE) adobe ||= content.toString('latin1', 0, 5) === 'Adobe';
    if (marker !== START_OF_SCAN) continue;
    scans++;
    packedBytes += packed;
    for (const id of begunBy(content)) begun.add(id);
  }
  if (frame === undefined) throw damagedPicture(name, 'it does not say how large it is');
  return { frame, scans, packedBytes, begun, adobe };
}

/** The error about a JPEG that is none of the usual ones. */
export function otherKind(name: string, what: string): TypeError {
  return new TypeError(
    `${name} is a JPEG of a rare kind that is not read here: ${what}. Save it anew as a JPEG or PNG with a program for pictures.`,
  );
}

interface Segment {
  readonly marker: number;
  readonly content: Buffer;
  /** Bytes between this segment and the next: the pixels of a pass. */
  readonly packed: number;
}

/** The segments between the markers of start and end. Bytes that belong to no segment are passed over, as libjpeg does. */
function* segments(bytes: Buffer, name: string): Generator<Segment, void, void> {
  const missing = cutPicture(name, `its end is missing, after ${bytes.length} bytes`);
  let marker = nextMarker(bytes, 2);
  while (marker !== undefined && byteAt(bytes, marker) !== END) {
    const start = marker + 1;
    if (start + 2 > bytes.length) throw missing;
    const end = start + Math.max(2, bytes.readUInt16BE(start));
    if (end > bytes.length) throw missing;
    const next = nextMarker(bytes, end);
    const content = bytes.subarray(start + 2, end);
    yield { marker: byteAt(bytes, marker), content, packed: (next ?? bytes.length) - 1 - end };
    marker = next;
  }
  if (marker === undefined) throw missing;
}

/** Where the second byte of the next marker stands that begins a segment, or ends the file. */
function nextMarker(bytes: Buffer, from: number): number | undefined {
  for (let i = bytes.indexOf(0xff, from); i !== -1 && i + 1 < bytes.length; i = bytes.indexOf(0xff, i + 1)) {
    const second = byteAt(bytes, i + 1);
    const isRestart = second >= 0xd0 && second <= 0xd8;
    if (second !== STUFFED && second !== 0xff && !isRestart) return i + 1;
  }
  return undefined;
}

function readFrame(content: Buffer, name: string): JpegFrame {
  const count = content.length > 5 ? byteAt(content, 5) : 0;
  if (count === 0 || content.length !== 6 + 3 * count) throw damagedPicture(name, 'its header is damaged');
  const components = Array.from({ length: count }, (_, i): Component => {
    const [id, factors] = [byteAt(content, 6 + 3 * i), byteAt(content, 7 + 3 * i)];
    return { id, across: factors >> 4, down: factors & 15 };
  });
  const size = { width: content.readUInt16BE(3), height: content.readUInt16BE(1) };
  return { ...size, precision: byteAt(content, 0), components };
}

/** A pass holds components; of a progressive JPEG, those whose first coefficients it holds are begun by it. */
function begunBy(content: Buffer): readonly number[] {
  const count = content.length > 0 ? byteAt(content, 0) : 0;
  if (content.length !== 4 + 2 * count || content[1 + 2 * count] !== 0) return [];
  return Array.from({ length: count }, (_, i) => byteAt(content, 1 + 2 * i));
}
