/**
 * The most pixels of a picture that is read. Photographs of phones and cameras have 12 to 33 million as a rule. Decoding a JPEG
 * takes up to 50 bytes for each pixel, so that 40 million take 2 GB: what a laptop can spare.
 */
export const MOST_PIXELS = 40_000_000;

/** The most bytes of a picture's file: 8 for each pixel, as in a PNG of 16 bits that is not compressed, and room for notes. */
export const MOST_PICTURE_BYTES = 400_000_000;

/** The longest side that a JPEG can have. Of a PNG, each row takes memory of its own. */
const LONGEST_SIDE = 65_535;

/** What a picture's file says of its size, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Checks what a file says of its size, before memory is taken for it.
 *
 * @param name the file's name, for messages
 * @throws TypeError when a side has no pixel
 * @throws RangeError when there are more pixels than `MOST_PIXELS`, or more than 65,535 in a row
 */
export function checkPictureSize({ width, height }: PictureSize, name: string): void {
  if (width === 0 || height === 0) throw damagedPicture(name, `it says that it is ${width} × ${height} pixels`);
  const remedy = 'Make it smaller with a program for pictures, such as 4000 × 3000, and save it anew.';
  if (Math.max(width, height) > LONGEST_SIDE) {
    throw new RangeError(
      `${name} is too large: of ${width} × ${height} pixels (width × height) one side has more than ${LONGEST_SIDE}. ${remedy}`,
    );
  }
  if (width * height <= MOST_PIXELS) return;
  throw new RangeError(
    `${name} is too large: ${width} × ${height} pixels (width × height) are ${millions(width * height)} million, ` +
      `and at most ${millions(MOST_PIXELS)} million are read. ${remedy}`,
  );
}

/** The error about a picture of which a part is not there. */
export function cutPicture(name: string, reason: string): TypeError {
  return new TypeError(`${name} cannot be decoded: ${reason}. The file may be cut short; copy it again.`);
}

/** The error about a picture that contradicts itself; `cause` is what a decoder said. */
export function damagedPicture(name: string, reason: string, cause?: unknown): TypeError {
  return new TypeError(`${name} cannot be decoded: ${reason}. The file is damaged; copy it again.`, { cause });
}

function millions(count: number): string {
  // Upwards: more than 40 million is never "40.0".
  return (Math.ceil(count / 1e5) / 10).toFixed(count % 1e6 === 0 ? 0 : 1);
}
