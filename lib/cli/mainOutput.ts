import type { Tensor } from '@tensorflow/tfjs-node';
import { analyze } from '../arithmetic/analyze';
import type { NamedArrays, NDArray } from '../spec/ndarray';
import type { NetworkSpec } from '../spec/network';
import { tf } from '../tfjs/backend';
import { buildModel } from '../tfjs/model/buildModel';
import { loadStateDict } from '../tfjs/model/stateDict';

/** Numbers in the outputs of all layers of one batch, 1 GB; a batch holds far fewer of them at any moment. */
const BATCH_ACTIVATIONS = 2 ** 28;
const LARGEST_BATCH = 32;

/**
 * The main output of a network, with batch normalization and dropout as in evaluation.
 *
 * @param weights under PyTorch's names
 * @param images [n, c, h, w], PyTorch's order
 * @returns [n, classes] or [n, c, h, w]
 * @throws RangeError when the images do not fit the network, or the weights do not
 */
export function mainOutput(net: NetworkSpec, weights: NamedArrays, images: NDArray): NDArray {
  const { totals } = analyze(net);
  const batchSize = Math.min(Math.max(Math.floor(BATCH_ACTIVATIONS / totals.activations), 1), LARGEST_BATCH);
  const model = buildModel(net, { initializer: 'zeros' });
  loadStateDict(model, net, weights);
  return tf.tidy(() => {
    const main = tf.model({ inputs: model.inputs, outputs: model.outputs.slice(0, 1) });
    const output = main.predict(channelsLast(images), { batchSize }) as Tensor; // one output, so not a list
    const theirs = output.rank === 4 ? tf.transpose(output, [0, 3, 1, 2]) : output;
    return { shape: theirs.shape, data: theirs.dataSync<'float32'>() };
  });
}

function channelsLast({ shape, data }: NDArray): Tensor {
  return tf.transpose(tf.tensor(data, [...shape]), [0, 2, 3, 1]);
}
