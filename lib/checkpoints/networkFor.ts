import type { CifarResnetOptions, FcnOptions, GooglenetOptions } from '../models';
import { networkBuilder } from '../models/networkBuilder';
import type { NDArray } from '../spec/ndarray';
import type { Layer, NetworkSpec } from '../spec/network';
import { readSafetensors } from './safetensors';

/** The entries of a PyTorch checkpoint, under the names that its network has today. */
export type Checkpoint = ReadonlyMap<string, NDArray>;

/** DenseNet's layers had another dot in their names when its weights were published; torchvision renames them, too. */
const OLD_DENSENET_NAME = /^(.*denselayer\d+\.(?:norm|conv))\.([12]\..+)$/;

/** @throws SafetensorsError where the file cannot be read */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const entries = await readSafetensors(path);
  return new Map([...entries].map(([key, entry]) => [key.replace(OLD_DENSENET_NAME, '$1$2'), entry]));
}

interface Variant {
  readonly networks: RegExp;
  /** What a checkpoint of the variant holds, and one of the default does not. */
  readonly key: RegExp;
  readonly options: GooglenetOptions | FcnOptions | CifarResnetOptions;
}

const VARIANTS: readonly Variant[] = [
  { networks: /^googlenet/, key: /^aux1\./, options: { auxiliary: true } },
  { networks: /^fcn_resnet/, key: /^aux_classifier\./, options: { auxiliary: true } },
  { networks: /^resnet(20|32|44|56|110)$/, key: /^layer2\.0\.downsample\./, options: { shortcut: 'B' } },
];

/**
 * The network that a checkpoint was trained with: its number of classes, and the variant, are read off the entries.
 *
 * @param inputShape [height, width, channels]
 * @throws RangeError when there is no network of that name, or its weights take images of another number of channels
 */
export function networkFor(
  name: string,
  checkpoint: Checkpoint,
  inputShape: readonly [number, number, number],
): NetworkSpec {
  const build = networkBuilder(name);
  const keys = [...checkpoint.keys()];
  const variant = VARIANTS.find(
    ({ networks, key }) => networks.test(name) && keys.some(candidate => key.test(candidate)),
  );
  const net = build({ ...variant?.options, numClasses: numClassesIn(checkpoint, build()), inputShape });
  checkChannels(net, checkpoint, inputShape[2]);
  return net;
}

/** Filters or units of the last layer with weights; undefined when the checkpoint lacks it. */
function numClassesIn(checkpoint: Checkpoint, net: NetworkSpec): number | undefined {
  const last = weighted(net).at(-1);
  const shape = checkpoint.get(`${last?.torchName}.weight`)?.shape;
  return shape?.[last?.op === 'conv2dTranspose' ? 1 : 0];
}

function checkChannels(net: NetworkSpec, checkpoint: Checkpoint, channels: number): void {
  const [first] = weighted(net);
  const perGroup = checkpoint.get(`${first?.torchName}.weight`)?.shape[1];
  if (first?.op !== 'conv2d' || perGroup === undefined || perGroup * first.groups === channels) return;
  throw new RangeError(
    `predict: the weights take images of ${perGroup * first.groups} channels. Received ${channels}. ` +
      'A tensor must be in the order [n, channels, height, width].',
  );
}

function weighted(net: NetworkSpec): readonly Layer[] {
  return net.layers.filter(layer => layer.torchName !== undefined);
}
