import { byteAt } from '../spec/at';
import { CIFAR10_CLASSES } from '../spec/imageSets';

/** The sha256 of each file of CIFAR-10 as its authors publish it in binary form. Their md5 and sha1, which other projects list, are the same as the published files'. */
export const CIFAR10_SHA256 = {
  'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
  'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
  'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
  'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
  'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
  'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
} as const;

export type CifarFile = keyof typeof CIFAR10_SHA256;

/** Five files to learn from and one to test with. */
export const CIFAR10_FILES: Readonly<Record<'train' | 'test', readonly CifarFile[]>> = {
  train: ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin'],
  test: ['test_batch.bin'],
};

/** Images in one file. */
export const CIFAR10_BATCH = 10_000;
/** Pixels of an image: 32 × 32. */
export const CIFAR10_PIXELS = 32 * 32;
/** Bytes of an image: its label, then 1,024 of red, 1,024 of green and 1,024 of blue. */
export const CIFAR10_RECORD = 1 + 3 * CIFAR10_PIXELS;

/**
 * Reads records of CIFAR-10's binary form: for each image a byte with its label, then its red, green and blue planes.
 *
 * @param bytes whole records
 * @param name the file's name, for messages
 * @param images [n, 32, 32, 3]: where the pixels go, red, green and blue side by side
 * @param labels [n]: where the labels go
 * @throws RangeError when the file's size is not that of n images, or a label is not one of ten
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
export function readCifarRecords(bytes: Uint8Array, name: string, images: Uint8Array, labels: Int32Array): void {
  const expected = labels.length * CIFAR10_RECORD;
  if (bytes.length !== expected) {
    throw new RangeError(
      `${name} must hold ${labels.length} images of ${CIFAR10_RECORD} bytes, ${expected} in all. ` +
        `Received ${bytes.length} bytes: the file is ${bytes.length < expected ? 'cut short' : 'too long'}.`,
    );
  }
  for (let i = 0; i < labels.length; i++) {
    const start = i * CIFAR10_RECORD;
    const label = byteAt(bytes, start);
    if (label >= CIFAR10_CLASSES.length) {
      throw new RangeError(`${name}: image ${i} has the label ${label}; labels of CIFAR-10 go from 0 to 9.`);
    }
    labels[i] = label;
    for (let channel = 0; channel < 3; channel++) {
      const plane = start + 1 + channel * CIFAR10_PIXELS;
      for (let p = 0; p < CIFAR10_PIXELS; p++) {
        images[(i * CIFAR10_PIXELS + p) * 3 + channel] = byteAt(bytes, plane + p);
      }
    }
  }
}
