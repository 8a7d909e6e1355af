import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { analyze } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { NamedArrays, NDArray } from '../spec/ndarray';
import type { NetworkSpec } from '../spec/network';
import { tf } from '../tfjs/backend';
import { compileForInference } from '../tfjs/inference/compileForInference';
import { buildModel } from '../tfjs/model/buildModel';
import { loadStateDict } from '../tfjs/model/stateDict';

/** Numbers in the outputs of all layers of one batch, 1 GB; a batch holds far fewer of them at any moment. */
const BATCH_ACTIVATIONS = 2 ** 28;
const LARGEST_BATCH = 32;

/**
 * From so many images on, the network is compiled first. That takes about as long as running ResNet-50 on 40 images, and
 * saves a third to a half of each image's time. On two cores, layer by layer and compiled, in seconds:
 * one image 0.3 and 2.9, 8 images 1.4 and 5.1, 128 images 18.0 and 12.5 (VGG-16: 43 and 34, ResNet-18: 6.2 and 6.9).
 */
const COMPILED_FROM = 128;
/** A graph runs once to be recorded and once to be compiled, on zeros: small batches cost less then, and run no slower. */
const COMPILED_BATCH = 8;

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
  const count = at(images.shape, 0);
  const fitting = Math.min(Math.max(Math.floor(BATCH_ACTIVATIONS / totals.activations), 1), LARGEST_BATCH);
  const model = buildModel(net, { initializer: 'zeros' });
  try {
    loadStateDict(model, net, weights);
    return tf.tidy(() => {
      const main = tf.model({ inputs: model.inputs, outputs: model.outputs.slice(0, 1) });
      const x = channelsLast(images);
      const output =
        count < COMPILED_FROM
          ? (main.predict(x, { batchSize: fitting }) as Tensor) // one output, so not a list
          : predictCompiled(main, x, Math.min(fitting, COMPILED_BATCH));
      const theirs = output.rank === 4 ? tf.transpose(output, [0, 3, 1, 2]) : output;
      return { shape: theirs.shape, data: theirs.dataSync<'float32'>() };
    });
  } finally {
    model.dispose();
  }
}

/** @param images [n, h, w, c]; the last batch is filled with black images, whose outputs are left out */
function predictCompiled(model: LayersModel, images: Tensor, batchSize: number): Tensor {
  const count = at(images.shape, 0);
  const missing = Math.ceil(count / batchSize) * batchSize - count;
  const compiled = compileForInference(model, batchSize);
  try {
    const full = tf.concat([images, tf.zeros([missing, ...images.shape.slice(1)])]);
    const batches = tf.split(full, full.shape[0] / batchSize);
    return tf.slice(tf.concat(batches.flatMap(batch => compiled.predict(batch))), 0, count);
  } finally {
    compiled.dispose();
  }
}

function channelsLast({ shape, data }: NDArray): Tensor {
  return tf.transpose(tf.tensor(data, [...shape]), [0, 2, 3, 1]);
}
