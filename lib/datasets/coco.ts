import type { PictureSize } from '../images/pictureSize';
import { quoted } from '../spec/quoted';
import {
  type AnnotatedImage,
  type AnnotatedImages,
  type Annotation,
  checkBox,
  checkSize,
  packAnnotations,
} from './annotations';
import { fieldsOf, listOf, numberOf, readJson, textOf } from './cocoFields';
import { outlineOf } from './cocoOutline';
import { isFileAt, isFolderAt, pathInside } from './folder';

/** An image of the file, its fields checked. */
interface CocoImage extends PictureSize {
  readonly id: number;
  /** As the file gives it. */
  readonly name: string;
  readonly path: string;
  /** Filled while the annotations are read. */
  readonly objects: Annotation[];
}

/** COCO's images and categories by their own numbers. */
interface Known {
  readonly images: ReadonlyMap<number, CocoImage>;
  /** A category's number → its label. COCO's numbers have gaps; labels go from 0 on without any. */
  readonly labels: ReadonlyMap<number, number>;
}

/**
 * Reads annotations in COCO's JSON form, with the folder of their images.
 *
 * COCO gives a box as its left and top edge, its width and its height, in pixels from 0 on, with fractions. Here they
 * become edges: x1, y1, x1 + width, y1 + height. No file name may lead out of the folder. Annotations without an area, of which the published files have a few,
 * are left out, as COCO's own tools ignore them.
 *
 * @param annotationFile such as `annotations/instances_val2017.json`
 * @param imageFolder the folder with the images, such as `val2017`
 * @returns the images with k boxes, labels [k] in the order of COCO's category numbers, `ignore` [k] for crowds, and the objects' outlines
 * @throws Error naming the file that is missing, malformed or does not fit, with the remedy
 * @see Lin et al. 2014, "Microsoft COCO: Common Objects in Context"; https://cocodataset.org/#format-data
 */
export function coco(annotationFile: string, imageFolder: string): AnnotatedImages {
  const file = readJson(annotationFile);
  if (!isFolderAt(imageFolder)) {
    throw new Error(`coco: ${imageFolder} is not a folder. Name the folder that holds the images.`);
  }
  const categories = listOf(file, 'categories', annotationFile).map((category, i) => ({
    id: numberOf(category, 'id', `${annotationFile}: categories[${i}]`),
    name: textOf(category, 'name', `${annotationFile}: categories[${i}]`),
  }));
  checkIds(categories, 'categories', annotationFile);
  categories.sort((a, b) => a.id - b.id);
  const images = listOf(file, 'images', annotationFile).map((image, i) =>
    readImage(image, imageFolder, `${annotationFile}: images[${i}]`),
  );
  checkIds(images, 'images', annotationFile);
  const labels = new Map(categories.map(({ id }, label) => [id, label]));
  const known = { images: new Map(images.map(image => [image.id, image])), labels };
  addObjects(listOf(file, 'annotations', annotationFile), known, annotationFile);
  checkFiles(images, imageFolder, annotationFile);
  return { classNames: categories.map(({ name }) => name), images: images.map(annotatedImage) };
}

function readImage(image: unknown, folder: string, where: string): CocoImage {
  const id = numberOf(image, 'id', where);
  const place = `${where} (id ${id})`;
  const size = { width: numberOf(image, 'width', place), height: numberOf(image, 'height', place) };
  const name = textOf(image, 'file_name', place);
  return { id, name, path: pathInside(folder, name, `${place}: file_name`), ...checkSize(size, place), objects: [] };
}

/** @throws TypeError when two entries of a list have one id; annotations may have none */
function checkIds(entries: readonly { readonly id: number | undefined }[], list: string, file: string): void {
  const first = new Map<number, number>();
  entries.forEach(({ id }, i) => {
    if (id === undefined) return;
    const other = first.get(id);
    if (other !== undefined) {
      throw new TypeError(`${file}: ${list}[${other}] and ${list}[${i}] have the same id, ${id}. Give each its own.`);
    }
    first.set(id, i);
  });
}

/** Puts each object to its image. */
function addObjects(annotations: readonly unknown[], known: Known, file: string): void {
  const ids = annotations.map((annotation, i) => {
    const where = `${file}: annotations[${i}]`;
    const id = 'id' in fieldsOf(annotation, where) ? numberOf(annotation, 'id', where) : undefined;
    const place = id === undefined ? where : `${where} (id ${id})`;
    const imageId = numberOf(annotation, 'image_id', place);
    const image = known.images.get(imageId);
    if (image === undefined) {
      throw new RangeError(`${place}: image_id ${imageId} is not among the images. Correct the file.`);
    }
    const object = readObject(annotation, image, known, place);
    if (object !== undefined) image.objects.push(object);
    return { id };
  });
  checkIds(ids, 'annotations', file);
}

/** @returns undefined when the box has no area */
function readObject(annotation: unknown, image: PictureSize, { labels }: Known, where: string): Annotation | undefined {
  const category = numberOf(annotation, 'category_id', where);
  const label = labels.get(category);
  if (label === undefined) {
    throw new RangeError(`${where}: category_id ${category} is not among the categories. Correct the file.`);
  }
  const [x, y, width, height] = cornerAndSizeOf(annotation, where);
  if (width < 0 || height < 0) {
    throw new RangeError(
      `${where}: a box has no negative width or height. Received [${[x, y, width, height].join(', ')}] for [x, y, width, height]. Correct the file.`,
    );
  }
  if (width === 0 || height === 0) return undefined;
  const ignore = fieldsOf(annotation, where).iscrowd === 1;
  const outline = outlineOf(annotation, image, where);
  return { box: checkBox([x, y, x + width, y + height], image, where), label, ignore, ...(outline && { outline }) };
}

/** COCO's form: the left and the top edge, the width, the height. */
function cornerAndSizeOf(annotation: unknown, where: string): readonly [number, number, number, number] {
  const { bbox } = fieldsOf(annotation, where);
  if (isFourNumbers(bbox)) return bbox;
  throw new TypeError(
    `${where}: bbox must be four numbers, [x, y, width, height]. Received ${quoted(bbox)}. Correct the file.`,
  );
}

function isFourNumbers(value: unknown): value is readonly [number, number, number, number] {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}

function annotatedImage({ id, path, width, height, objects }: CocoImage): AnnotatedImage {
  return { id: String(id), path, width, height, ...packAnnotations(objects) };
}

function checkFiles(images: readonly CocoImage[], folder: string, file: string): void {
  const missing = images.filter(({ path }) => !isFileAt(path));
  const [first] = missing;
  if (first === undefined) return;
  throw new Error(
    `coco: ${missing.length} of the ${images.length} images that ${file} describes are not in ${folder}; the first is ${first.name}. ` +
      'Name the folder that holds them, or copy them there.',
  );
}
