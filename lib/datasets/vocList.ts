import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The names of images in one of Pascal VOC's lists.
 *
 * @param kind the folder in `ImageSets`
 * @param where the function that asks, for messages
 * @throws Error when there is no such list, or it is none of images
 */
export function listedIn(root: string, kind: 'Main' | 'Segmentation', split: string, where: string): string[] {
  const path = join(root, 'ImageSets', kind, `${split}.txt`);
  if (!existsSync(path)) {
    throw new Error(
      `${where}: ${path} is not there. The split must name a file in ImageSets/${kind}. Received '${split}'.`,
    );
  }
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const ids = lines.map(line => line.trim()).filter(line => line !== '');
  if (ids.length === 0) throw new Error(`${where}: ${path} is empty. It must hold the name of an image on each line.`);
  const wrong = ids.find(id => /\s/.test(id));
  if (wrong === undefined) return ids;
  throw new Error(
    `${where}: ${path} must hold the name of one image on each line. Received '${wrong}'. ` +
      "Lists such as cat_train.txt, with a 1 or −1 beside each name, are for classification; use 'train', 'val', 'trainval' or 'test'.",
  );
}
