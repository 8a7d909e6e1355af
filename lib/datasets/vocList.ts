import { join } from 'node:path';
import { readText } from '../files/readText';
import { excerpt } from '../spec/quoted';
import { pathInside } from './folder';

/**
 * The names of images in one of Pascal VOC's lists.
 *
 * @param kind the folder in `ImageSets`
 * @param where the function that asks, for messages
 * @throws Error when there is no such list, or it is none of images
 * @throws RangeError when a name leads out of the folder, or is there twice
 */
export function listedIn(root: string, kind: 'Main' | 'Segmentation', split: string, where: string): string[] {
  const path = join(root, 'ImageSets', kind, `${split}.txt`);
  const missing = `The split must name a file in ImageSets/${kind}. Received '${split}'.`;
  const lines = readText(path, { where, missing }).split(/\r?\n/);
  const ids = lines.map(line => line.trim()).filter(line => line !== '');
  if (ids.length === 0) throw new Error(`${where}: ${path} is empty. It must hold the name of an image on each line.`);
  const wrong = ids.find(id => /\s/.test(id));
  if (wrong !== undefined) {
    throw new Error(
      `${where}: ${path} must hold the name of one image on each line. Received '${excerpt(wrong)}'. ` +
        "Lists such as cat_train.txt, with a 1 or −1 beside each name, are for classification; use 'train', 'val', 'trainval' or 'test'.",
    );
  }
  for (const id of ids) pathInside(root, id, `${where}: ${path}`);
  checkOnce(ids, `${where}: ${path}`);
  return ids;
}

/** An image that is there twice would count twice. */
function checkOnce(ids: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new RangeError(`${where}: '${excerpt(id)}' is there twice. Remove one of them.`);
    seen.add(id);
  }
}
