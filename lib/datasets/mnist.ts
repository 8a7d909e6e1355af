import { gunzipSync } from 'node:zlib';
import { at } from '../spec/at';
import { readIdx } from './idx';
import type { LabelledImages, TrainAndTest } from './labelledImages';
import { registeredFile } from './registeredFile';
import { repositoryRoot } from './repositoryRoot';

/** The digits, as names of the classes. */
const MNIST_CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * Handwritten digits of 28 × 28 pixels: the first 10,000 training images of MNIST, white (255) on black (0).
 *
 * `test` holds 100 of each digit, the digits in turn. `train` holds the other 9,000, about 900 of each (from 763 to
 * 1,027, as MNIST has them), in an order that mixes the digits.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param root the repository
 * @returns `train` and `test`: images [n, 28, 28, 1] from 0 to 255, labels [n]
 * @throws Error when a file is missing or damaged, with the remedy
 * @see LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document Recognition"
 */
export function mnist(root: string = repositoryRoot()): TrainAndTest {
  const read = (path: string): Buffer => gunzipSync(registeredFile(root, path));
  const part = (name: string): LabelledImages => {
    const [images, labels] = [`mnist/${name}-images-idx3-ubyte.gz`, `mnist/${name}-labels-idx1-ubyte.gz`];
    return readDigits(read(images), read(labels), `data/${images}`, `data/${labels}`);
  };
  return { train: part('train'), test: part('test') };
}

/**
 * Puts a file of images and a file of labels together.
 *
 * @param images an IDX file [n, h, w], not compressed
 * @param labels an IDX file [n], not compressed
 * @param imagesName name of the file of images, for messages
 * @param labelsName name of the file of labels, for messages
 * @throws RangeError when the two do not belong together, or a label is not a digit
 */
export function readDigits(images: Buffer, labels: Buffer, imagesName: string, labelsName: string): LabelledImages {
  const { shape, data } = readIdx(images, imagesName, 3);
  const digits = readIdx(labels, labelsName, 1).data;
  const [count, height, width] = [at(shape, 0), at(shape, 1), at(shape, 2)];
  if (digits.length !== count) {
    throw new RangeError(
      `${imagesName} holds ${count} images and ${labelsName} ${digits.length} labels; they must be equally many. Copy both again.`,
    );
  }
  const wrong = digits.findIndex(digit => digit >= MNIST_CLASSES.length);
  if (wrong !== -1) {
    throw new RangeError(
      `${labelsName}: image ${wrong} has the label ${digits[wrong]}; labels of digits go from 0 to 9. Copy it again.`,
    );
  }
  return { images: data, shape: [count, height, width, 1], labels: Int32Array.from(digits), classNames: MNIST_CLASSES };
}
