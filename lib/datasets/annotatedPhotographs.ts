import { join } from 'node:path';
import type { AnnotatedImages } from './annotations';
import { coco } from './coco';
import { readChecked, registry } from './registry';
import { repositoryRoot } from './repositoryRoot';

/**
 * Four photographs with the outline and the box of what is in them: a person, a cat, a quokka, a cup, and the like. Read
 * from `data/photographs/annotations.json`, which has the form of COCO.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws Error naming the file that is missing or damaged, with the remedy
 */
export function annotatedPhotographs(root: string = repositoryRoot()): AnnotatedImages {
  for (const entry of registry(root)) if (entry.path.startsWith('photographs/')) readChecked(root, entry);
  const folder = join(root, 'data', 'photographs');
  return coco(join(folder, 'annotations.json'), folder);
}
