import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import type { NetworkSpec } from '../../lib/spec';
import { type buildModel, loadStateDict, readSafetensors, stateDict, writeSafetensors } from '../../lib/tfjs';
import { registerFile } from '../data/registerFiles';

/** Where a network's weights are shipped. */
export const weightsPath = (name: string): string => join(repositoryRoot(), 'data', 'weights', `${name}.safetensors`);

/** Writes a network's weights to `data/weights`, in float16, and gives the model those that are there now. */
export async function writeWeights(
  name: string,
  model: ReturnType<typeof buildModel>,
  net: NetworkSpec,
): Promise<void> {
  const path = weightsPath(name);
  await writeSafetensors(path, stateDict(model, net), { dtype: 'F16', metadata: new Map([['format', 'pt']]) });
  registerWeights(name, `The trained weights of ${name}, in float16.`);
  loadStateDict(model, net, await readSafetensors(path));
}

/**
 * Gives a file of `data/weights` its entry in data/registry.json, or brings its checksum up to date.
 *
 * @param name the file's, without its ending
 * @param description what is in it, in a sentence
 */
export function registerWeights(name: string, description: string): void {
  const path = weightsPath(name);
  registerFile('weights', readFileSync(path), {
    name,
    path: `weights/${basename(path)}`,
    description,
    author: 'the authors of this course',
    source: 'data/weights/README.md says what it was trained on, and how',
    obtained: 'npm run train (scripts/train)',
    licence: 'MIT',
    licenceUrl: 'LICENSE',
  });
}
