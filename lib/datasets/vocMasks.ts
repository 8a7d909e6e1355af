import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLabels } from '../images/labelPng';
import { VOC_SEGMENTATION_CLASSES } from '../spec/imageSets';
import { isFileAt, isFolderAt, namesIn } from './folder';
import { IGNORED, type MaskedPictures, readPicture } from './maskedPictures';
import { listedIn } from './vocList';

export interface VocMasksOptions {
  /** A list in `ImageSets/Segmentation`, such as `'train'` or `'val'`; without it every file in `SegmentationClass`. */
  readonly split?: string;
  /** The classes in the order of their labels, background first, where they are not VOC's. */
  readonly classNames?: readonly string[];
  /** How pictures come into a network's input: `'crop'` cuts or fills them, `'contain'` scales them. */
  readonly frame?: 'crop' | 'contain';
}

/**
 * Reads the masks of a folder of Pascal VOC, with their pictures: `SegmentationClass/NAME.png`, `JPEGImages/NAME.jpg`,
 * `ImageSets/Segmentation/SPLIT.txt`. A mask is an indexed PNG; its border label 255 stays as it is.
 *
 * All are read at once: 500 pictures of 375 × 500 take 375 MB, 0.75 MB each.
 *
 * @param root the folder of one year, such as `VOCdevkit/VOC2012`
 * @throws Error naming the file that is missing, damaged or does not fit, with the remedy
 * @see Everingham et al. 2010, "The Pascal Visual Object Classes (VOC) Challenge"
 */
export function vocMasks(root: string, options: VocMasksOptions = {}): MaskedPictures {
  const { split, classNames = VOC_SEGMENTATION_CLASSES, frame = 'crop' } = options;
  const ids = split === undefined ? masked(root) : listedIn(root, 'Segmentation', split, 'vocMasks');
  const pairs = ids.map(id => readPair(root, id, classNames));
  return { images: pairs.map(({ image }) => image), masks: pairs.map(({ mask }) => mask), classNames, frame };
}

function masked(root: string): string[] {
  const folder = join(root, 'SegmentationClass');
  const files = isFolderAt(folder) ? namesIn(folder, 'vocMasks').filter(name => name.endsWith('.png')) : [];
  if (files.length > 0) return files.map(name => name.slice(0, -'.png'.length));
  throw new Error(
    `vocMasks: ${folder} holds no .png files. Name the folder that holds SegmentationClass and JPEGImages, such as VOCdevkit/VOC2012.`,
  );
}

function readPair(root: string, id: string, classNames: readonly string[]) {
  const [picture, file] = [join(root, 'JPEGImages', `${id}.jpg`), join(root, 'SegmentationClass', `${id}.png`)];
  for (const path of [picture, file]) {
    if (!isFileAt(path)) throw new Error(`vocMasks: ${path} is not there. Copy it again.`);
  }
  const image = readPicture(picture, 'vocMasks');
  const [height, width] = image.shape;
  const { shape, data: mask } = decodeLabels(readFileSync(file), file);
  if (shape[0] !== height || shape[1] !== width) {
    throw new RangeError(
      `vocMasks: ${file} must be as large as its picture, ${height}×${width} pixels. It has ${shape.join('×')}.`,
    );
  }
  const wrong = mask.find(label => label >= classNames.length && label !== IGNORED);
  if (wrong !== undefined) {
    throw new RangeError(
      `vocMasks: ${file} has the label ${wrong}, and there are ${classNames.length} classes. Pass the classes: vocMasks(root, { classNames: ['background', …] }).`,
    );
  }
  return { image, mask };
}
