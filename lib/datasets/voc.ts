import { join } from 'node:path';
import type { PictureSize } from '../images/pictureSize';
import { VOC_CLASSES } from '../spec/imageSets';
import { nearest } from '../spec/nearest';
import { excerpt } from '../spec/quoted';
import {
  type AnnotatedImage,
  type AnnotatedImages,
  type Annotation,
  checkBox,
  checkSize,
  packAnnotations,
} from './annotations';
import { isFileAt, isFolderAt, namesIn, pathInside } from './folder';
import { listedIn } from './vocList';
import { childrenNamed, numberIn, parseXmlFile, textIn, type XmlElement } from './xml';

export interface VocOptions {
  /** A list in `ImageSets/Main`, such as `'trainval'` or `'test'`; without it every file in `Annotations`. */
  readonly split?: string;
  /** The classes in the order of their labels, where they are not VOC's twenty. */
  readonly classNames?: readonly string[];
}

/**
 * Reads a folder of Pascal VOC: `Annotations/NAME.xml`, `JPEGImages/NAME.jpg`, `ImageSets/Main/SPLIT.txt`.
 *
 * VOC counts pixels from 1 and names the first and the last pixel of a box. Here a box is given by its edges, so that
 * `xmin` 1 and `xmax` 500 in an image 500 wide become 0 and 500: 1 is taken from `xmin` and `ymin`, nothing from `xmax` and `ymax`.
 *
 * No name in a list or an annotation may lead out of the folder.
 *
 * Introduced in notebook yolo.
 *
 * @param root the folder of one year, such as `VOCdevkit/VOC2007`
 * @returns the images with k boxes, labels [k], and `ignore` [k] for difficult objects
 * @throws Error naming the file that is missing, malformed or does not fit, with the remedy
 * @see Everingham et al. 2010, "The Pascal Visual Object Classes (VOC) Challenge"
 */
export function voc(root: string, { split, classNames = VOC_CLASSES }: VocOptions = {}): AnnotatedImages {
  const ids = split === undefined ? annotated(root) : listedIn(root, 'Main', split, 'voc');
  return { classNames, images: ids.map(id => readAnnotation(root, id, classNames)) };
}

function annotated(root: string): string[] {
  const folder = join(root, 'Annotations');
  if (!isFolderAt(folder)) {
    throw new Error(
      `voc: ${folder} is not there. Name the folder that holds Annotations and JPEGImages, such as VOCdevkit/VOC2007.`,
    );
  }
  const files = namesIn(folder, 'voc').filter(name => name.endsWith('.xml'));
  if (files.length === 0) throw new Error(`voc: ${folder} holds no .xml files. Copy the annotations there.`);
  return files.map(name => name.slice(0, -'.xml'.length));
}

function readAnnotation(root: string, id: string, classNames: readonly string[]): AnnotatedImage {
  const file = join(root, 'Annotations', `${id}.xml`);
  const annotation = parseXmlFile(file, 'annotation');
  const size = onlyChild(annotation, 'size', file);
  const { width, height } = checkSize(
    { width: numberIn(size, 'width', file), height: numberIn(size, 'height', file) },
    file,
  );
  const path = pathInside(join(root, 'JPEGImages'), textIn(annotation, 'filename', file), `${file}: <filename>`);
  if (!isFileAt(path)) {
    throw new Error(`voc: ${path} is not there, though ${file} names it. Copy the image there, or correct <filename>.`);
  }
  const objects = childrenNamed(annotation, 'object').map((object, i) =>
    readObject(object, `${file}: object ${i + 1}`, { width, height }, classNames),
  );
  return { id, path, width, height, ...packAnnotations(objects) };
}

function readObject(object: XmlElement, where: string, size: PictureSize, classNames: readonly string[]): Annotation {
  const box = onlyChild(object, 'bndbox', where);
  const [xmin, ymin] = [numberIn(box, 'xmin', where), numberIn(box, 'ymin', where)];
  const [xmax, ymax] = [numberIn(box, 'xmax', where), numberIn(box, 'ymax', where)];
  return {
    box: checkBox([xmin - 1, ymin - 1, xmax, ymax], size, where),
    label: labelOf(textIn(object, 'name', where), where, classNames),
    ignore: childrenNamed(object, 'difficult').length > 0 && numberIn(object, 'difficult', where) === 1,
  };
}

/** A part of an object, such as a head, has a `bndbox` of its own further inside: only the direct child counts. */
function onlyChild(element: XmlElement, name: string, where: string): XmlElement {
  const [child, ...others] = childrenNamed(element, name);
  if (child !== undefined && others.length === 0) return child;
  throw new TypeError(
    `${where}: <${element.name}> must hold one <${name}>. Received ${child === undefined ? 'none' : others.length + 1}. Correct the file.`,
  );
}

function labelOf(name: string, where: string, classNames: readonly string[]): number {
  const label = classNames.indexOf(name);
  if (label !== -1) return label;
  const shown = excerpt(name);
  const suggestion = nearest(shown, classNames);
  throw new RangeError(
    `${where}: there is no class '${shown}'.${suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`} ` +
      `Correct the file, or pass the classes: voc(root, { classNames: ['${shown}', …] }).`,
  );
}
