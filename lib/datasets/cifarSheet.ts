import { decodePng } from '../images/png';
import type { Rgba } from '../images/rgba';
import { byteAt } from '../spec/at';
import { CIFAR10_PIXELS } from './cifarRecords';

/**
 * How the course keeps a part of CIFAR-10: a grey PNG for each class with its images side by side, row by row, three
 * times over: above their green, below it red − green, and then blue − green (128 for no difference). The channels of
 * a photograph are alike, so that their differences take a fifth less room than red, green and blue.
 */
export const CIFAR10_SHEET = {
  /** Images of a class to learn from; they come first. */
  train: 400,
  /** Images of a class to test with. */
  test: 100,
  /** Images in a row of the sheet. */
  columns: 25,
  /** Rows of images in each of the three parts. */
  rows: 20,
} as const;

const SIDE = 32;
export const SHEET_WIDTH = CIFAR10_SHEET.columns * SIDE;
export const SHEET_HEIGHT = 3 * CIFAR10_SHEET.rows * SIDE;

/**
 * Where a pixel of an image lies in the sheet.
 *
 * @param image position of the image, from 0 on
 * @param pixel row × 32 + column in the image
 * @param part 0 for green, 1 for red − green, 2 for blue − green
 * @returns row × width + column in the sheet
 */
export function sheetIndex(image: number, pixel: number, part: number): number {
  const row = (part * CIFAR10_SHEET.rows + Math.floor(image / CIFAR10_SHEET.columns)) * SIDE + Math.floor(pixel / SIDE);
  return row * SHEET_WIDTH + (image % CIFAR10_SHEET.columns) * SIDE + (pixel % SIDE);
}

/**
 * Reads a sheet.
 *
 * @param bytes the PNG
 * @param name the file's name, for messages
 * @returns the images in the sheet's order, [32, 32, 3] each, from 0 to 255
 * @throws TypeError when it is damaged or has not the right size
 */
export function readCifarSheet(bytes: Buffer, name: string): Uint8Array[] {
  const { width, height, data } = decodeSheet(bytes, name);
  if (width !== SHEET_WIDTH || height !== SHEET_HEIGHT) {
    throw new TypeError(
      `${name} must be ${SHEET_WIDTH} × ${SHEET_HEIGHT} pixels. Received ${width} × ${height}. Get it back with: git checkout -- ${name}`,
    );
  }
  // A grey PNG is decoded to red, green, blue and alpha: four bytes a pixel, of which the first says it all.
  const grey = (image: number, pixel: number, part: number): number => byteAt(data, 4 * sheetIndex(image, pixel, part));
  return Array.from({ length: CIFAR10_SHEET.train + CIFAR10_SHEET.test }, (_, image) => {
    const pixels = new Uint8Array(CIFAR10_PIXELS * 3);
    for (let p = 0; p < CIFAR10_PIXELS; p++) {
      const green = grey(image, p, 0);
      // A Uint8Array keeps the remainder of 256, as the sheet does.
      pixels[p * 3] = green + grey(image, p, 1) - 128;
      pixels[p * 3 + 1] = green;
      pixels[p * 3 + 2] = green + grey(image, p, 2) - 128;
    }
    return pixels;
  });
}

function decodeSheet(bytes: Buffer, name: string): Rgba {
  try {
    return decodePng(bytes, name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`${reason} Get it back with: git checkout -- ${name}`, { cause: error });
  }
}
