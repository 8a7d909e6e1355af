import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnnotatedImage, type AnnotatedImages, type Annotation, checkBox, packAnnotations } from './annotations';
import type { Outline } from './outline';

/** What COCO says of a category, an image or an annotation: plain JSON until each field is checked. */
type Fields = Readonly<Record<string, unknown>>;

/** COCO's images and categories by their own numbers. */
interface Known {
  readonly images: ReadonlyMap<number, Fields>;
  /** A category's number → its label. COCO's numbers have gaps; labels go from 0 on without any. */
  readonly labels: ReadonlyMap<number, number>;
}

/**
 * Reads annotations in COCO's JSON form, with the folder of their images.
 *
 * COCO gives a box as its left and top edge, its width and its height, in pixels from 0 on, with fractions. Here they
 * become edges: x1, y1, x1 + width, y1 + height. Annotations without an area, of which the published files have a few,
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
  const categories = listOf(file, 'categories', annotationFile).map((category, i) => ({
    id: numberOf(category, 'id', `${annotationFile}: categories[${i}]`),
    name: textOf(category, 'name', `${annotationFile}: categories[${i}]`),
  }));
  categories.sort((a, b) => a.id - b.id);
  const images = byId(listOf(file, 'images', annotationFile), annotationFile);
  const labels = new Map(categories.map(({ id }, label) => [id, label]));
  const objects = groupAnnotations(listOf(file, 'annotations', annotationFile), { images, labels }, annotationFile);
  checkFiles([...images.values()], imageFolder, annotationFile);
  return {
    classNames: categories.map(({ name }) => name),
    images: [...images].map(([id, image]) => annotatedImage(id, image, objects.get(id) ?? [], imageFolder)),
  };
}

function readJson(path: string): Fields {
  if (!existsSync(path)) throw new Error(`coco: ${path} is not there. Name the .json file with the annotations.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`coco: ${path} cannot be read as JSON: ${reason}. The file may be cut short; copy it again.`);
  }
  return fieldsOf(parsed, path);
}

function byId(images: readonly unknown[], file: string): ReadonlyMap<number, Fields> {
  const found = new Map<number, Fields>();
  images.forEach((image, i) => {
    const where = `${file}: images[${i}]`;
    const id = numberOf(image, 'id', where);
    if (found.has(id)) throw new TypeError(`${where}: another image has the id ${id} too. Give each its own.`);
    for (const side of ['width', 'height']) numberOf(image, side, where);
    textOf(image, 'file_name', where);
    found.set(id, fieldsOf(image, where));
  });
  return found;
}

function groupAnnotations(
  annotations: readonly unknown[],
  known: Known,
  file: string,
): ReadonlyMap<number, readonly Annotation[]> {
  const groups = new Map<number, Annotation[]>();
  annotations.forEach((annotation, i) => {
    const where = `${file}: annotations[${i}]`;
    const imageId = numberOf(annotation, 'image_id', where);
    const image = known.images.get(imageId);
    if (image === undefined) {
      throw new RangeError(`${where}: image_id ${imageId} is not among the images. Correct the file.`);
    }
    const object = readObject(annotation, image, known, where);
    if (object !== undefined) groups.set(imageId, [...(groups.get(imageId) ?? []), object]);
  });
  return groups;
}

/** @returns undefined when the box has no area */
function readObject(annotation: unknown, image: Fields, { labels }: Known, where: string): Annotation | undefined {
  const category = numberOf(annotation, 'category_id', where);
  const label = labels.get(category);
  if (label === undefined) {
    throw new RangeError(`${where}: category_id ${category} is not among the categories. Correct the file.`);
  }
  const [x, y, width, height] = cornerAndSizeOf(annotation, where);
  if (width === 0 || height === 0) return undefined;
  const size = { width: numberOf(image, 'width', where), height: numberOf(image, 'height', where) };
  const ignore = fieldsOf(annotation, where).iscrowd === 1;
  const outline = outlineOf(annotation, where);
  return { box: checkBox([x, y, x + width, y + height], size, where), label, ignore, ...(outline && { outline }) };
}

/** @returns undefined where there is none, as in files of boxes */
function outlineOf(annotation: unknown, where: string): Outline | undefined {
  const { segmentation } = fieldsOf(annotation, where);
  if (segmentation === undefined) return undefined;
  if (isPolygons(segmentation)) return { kind: 'polygons', polygons: segmentation };
  const counts = isFields(segmentation) ? segmentation.counts : undefined;
  if (typeof counts === 'string' || isNumbers(counts)) return { kind: 'runs', counts };
  throw new TypeError(
    `${where}: segmentation must be a list of polygons [x, y, x, y, …], or hold counts. Received ${JSON.stringify(segmentation)}. Correct the file.`,
  );
}

function isPolygons(value: unknown): value is readonly (readonly number[])[] {
  return Array.isArray(value) && value.every(one => isNumbers(one) && one.length >= 6 && one.length % 2 === 0);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(Number.isFinite);
}

/** COCO's form: the left and the top edge, the width, the height. */
function cornerAndSizeOf(annotation: unknown, where: string): readonly [number, number, number, number] {
  const { bbox } = fieldsOf(annotation, where);
  if (isFourNumbers(bbox)) return bbox;
  throw new TypeError(
    `${where}: bbox must be four numbers, [x, y, width, height]. Received ${JSON.stringify(bbox)}. Correct the file.`,
  );
}

function isFourNumbers(value: unknown): value is readonly [number, number, number, number] {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}

function annotatedImage(id: number, image: Fields, objects: readonly Annotation[], folder: string): AnnotatedImage {
  const where = `images, id ${id}`;
  return {
    id: String(id),
    path: join(folder, textOf(image, 'file_name', where)),
    width: numberOf(image, 'width', where),
    height: numberOf(image, 'height', where),
    ...packAnnotations(objects),
  };
}

function checkFiles(images: readonly Fields[], folder: string, file: string): void {
  const missing = images.map(image => textOf(image, 'file_name', file)).filter(name => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  throw new Error(
    `coco: ${missing.length} of the ${images.length} images that ${file} describes are not in ${folder}; the first is ${missing[0]}. ` +
      'Name the folder that holds them, or copy them there.',
  );
}

function fieldsOf(value: unknown, where: string): Fields {
  if (isFields(value)) return value;
  throw new TypeError(`${where} must be an object with fields. Received ${JSON.stringify(value)}. Correct the file.`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(file: Fields, name: string, path: string): readonly unknown[] {
  const list = file[name];
  if (Array.isArray(list)) return list;
  throw new TypeError(
    `${path} must have a list '${name}'. Received ${JSON.stringify(list)}. Choose a file of COCO's object instances.`,
  );
}

function numberOf(value: unknown, name: string, where: string): number {
  const field = fieldsOf(value, where)[name];
  if (typeof field === 'number' && Number.isFinite(field)) return field;
  throw new TypeError(`${where}: '${name}' must be a number. Received ${JSON.stringify(field)}. Correct the file.`);
}

function textOf(value: unknown, name: string, where: string): string {
  const field = fieldsOf(value, where)[name];
  if (typeof field === 'string' && field !== '') return field;
  throw new TypeError(`${where}: '${name}' must be a text. Received ${JSON.stringify(field)}. Correct the file.`);
}
