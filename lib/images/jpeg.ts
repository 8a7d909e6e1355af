import { decode } from 'jpeg-js';
import { type JpegFrame, type JpegParts, otherKind, partsOfJpeg } from './jpegFrame';
import { checkPictureSize, cutPicture, damagedPicture, MOST_PIXELS } from './pictureSize';
import type { Rgba } from './rgba';

/** Programs make 10 to 13 passes; each goes over the whole picture, however few bytes it has. */
const MOST_SCANS = 50;
/** What 40 million pixels of four colours take, with room to spare: the number of pixels is the limit that counts. */
const MOST_MEGABYTES = 2048;

/**
 * Decodes a JPEG, baseline or progressive, grey, in colour or in Adobe's four colours.
 *
 * jpeg-js takes missing data for zeros; so what the file holds is compared with its size before anything is decoded.
 *
 * @param bytes the file's content, with the first bytes of a JPEG
 * @param name the file's name, for messages
 * @returns the pixels as they are stored; `imageFile` turns them upright
 * @throws TypeError when the file is cut short, damaged or of a rare kind
 * @throws RangeError when there are too many pixels
 */
export function decodeJpeg(bytes: Buffer, name: string): Rgba {
  const parts = partsOfJpeg(bytes, name);
  checkPictureSize(parts.frame, name);
  checkKind(parts, name);
  checkData(parts, name);
  try {
    return decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: MOST_PIXELS / 1e6,
      maxMemoryUsageInMB: MOST_MEGABYTES,
    });
  } catch (error) {
    throw damagedPicture(name, 'its data contradict its header', error);
  }
}

function checkKind({ frame: { precision, components }, adobe }: JpegParts, name: string): void {
  const count = components.length;
  if (precision !== 8) throw otherKind(name, `${precision} bits a colour`);
  if (![1, 3, 4].includes(count)) throw otherKind(name, `${count} colours`);
  if (count === 4 && !adobe) throw otherKind(name, '4 colours, and it does not say which');
  const isFactor = (factor: number): boolean => factor >= 1 && factor <= 4;
  const differ = new Set(components.map(({ id }) => id)).size === count;
  if (!differ || !components.every(({ across, down }) => isFactor(across) && isFactor(down))) {
    throw damagedPicture(name, 'its header is damaged');
  }
}

/** Each block of 8×8 takes at least a bit, and each colour needs a pass. */
function checkData({ frame, scans, packedBytes, begun }: JpegParts, name: string): void {
  if (scans > MOST_SCANS) {
    throw damagedPicture(name, `it goes over its pixels ${scans} times, and at most ${MOST_SCANS} are read`);
  }
  if (packedBytes * 8 >= blocksOf(frame) && frame.components.every(({ id }) => begun.has(id))) return;
  throw cutPicture(name, `it says that it has ${frame.width} × ${frame.height} pixels, and holds fewer`);
}

function blocksOf({ width, height, components }: JpegFrame): number {
  const most = { across: 1, down: 1 };
  for (const { across, down } of components) {
    most.across = Math.max(most.across, across);
    most.down = Math.max(most.down, down);
  }
  return components.reduce((sum, { across, down }) => {
    const columns = Math.ceil((Math.ceil(width / 8) * across) / most.across);
    return sum + columns * Math.ceil((Math.ceil(height / 8) * down) / most.down);
  }, 0);
}
