import type { NamedArrays } from '../../spec/ndarray';
import { readSafetensors } from './read';

/** DenseNet's layers had another dot in their names when its weights were published; torchvision renames them, too. */
const OLD_DENSENET_NAME = /^(.*denselayer\d+\.(?:norm|conv))\.([12]\..+)$/;

/**
 * Reads weights that PyTorch has written.
 *
 * @returns them under the names that their network has today
 * @throws SafetensorsError where the file cannot be read
 */
export async function readTorchWeights(path: string): Promise<NamedArrays> {
  const entries = await readSafetensors(path);
  return new Map([...entries].map(([key, entry]) => [key.replace(OLD_DENSENET_NAME, '$1$2'), entry]));
}
