import { join } from 'node:path';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import type { NetworkSpec } from '../../lib/spec';
import { type buildModel, loadStateDict, readSafetensors, stateDict, writeSafetensors } from '../../lib/tfjs';

/** Writes a network's weights to `data/weights`, in float16, and gives the model those that are there now. */
export async function writeWeights(
  name: string,
  model: ReturnType<typeof buildModel>,
  net: NetworkSpec,
): Promise<void> {
  const path = join(repositoryRoot(), 'data', 'weights', `${name}.safetensors`);
  await writeSafetensors(path, stateDict(model, net), { dtype: 'F16', metadata: new Map([['format', 'pt']]) });
  loadStateDict(model, net, await readSafetensors(path));
}
