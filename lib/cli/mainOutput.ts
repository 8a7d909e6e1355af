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
 * From so many images on, the network is compiled first, which takes seconds and saves a fifth to a half of each image's
 * time. A whole process for ResNet-50, layer by layer and compiled, on two cores that had other work as well: one image 1.2 s
 * and 3.9 s, 8 images 2.3 s and 6.1 s, 128 images 15 s and 14 s, 256 images 27 s and 21 s. With ResNet-18, 128 images take
 * longer when compiled.
 */
const COMPILED_FROM = 256;
/** A graph runs on zeros to be recorded and once more to be compiled, which costs less with small batches. */
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
