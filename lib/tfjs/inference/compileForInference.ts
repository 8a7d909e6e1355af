import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { tf } from '../backend';
import { inputShapeOf } from '../model/modelLayers';
import { isNative } from '../native';
import { optimizeForInference } from './optimizeForInference';
import { INPUT, record } from './record';
import { savedModel, TAG } from './savedModel';

/** A network that only predicts, with a copy of the weights. */
export interface CompiledModel {
  /** `[batchSize, height, width, channels]` */
  readonly inputShape: readonly number[];
  /**
   * @returns one tensor for each output of the network
   * @throws RangeError when the images have another shape; Error after `dispose`
   */
  predict(images: Tensor): Tensor[];
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Turns a model into one TensorFlow graph: TensorFlow then joins convolution, bias, activation and sum into one kernel,
 * keeps the weights in the order that oneDNN reads, and runs without JavaScript between the layers. For a single image
 * that takes about half the time of `optimizeForInference`, whose folded layers are what is compiled.
 *
 * The weights are copied; later changes of the model do not reach the graph. On the plain JavaScript backend there are no
 * graphs, and the folded layers run as they are.
 *
 * @param model what `buildModel` made, with its weights; it stays as it is
 * @param batchSize images of each call of `predict`
 */
export function compileForInference(model: LayersModel, batchSize = 1): CompiledModel {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`compileForInference: batchSize must be a whole number from 1. Received ${batchSize}.`);
  const inputShape = [batchSize, ...inputShapeOf(model)];
  const folded = optimizeForInference(model);
  const run = (images: Tensor): Tensor[] => [folded.predict(images)].flat();
  if (!isNative()) return guard(model.name, inputShape, { predict: run, dispose: () => folded.dispose() });
  try {
    return guard(model.name, inputShape, compile(inputShape, run));
  } finally {
    folded.dispose();
  }
}

type Unchecked = Omit<CompiledModel, 'inputShape'>;

function compile(inputShape: readonly number[], run: (images: Tensor) => Tensor[]): Unchecked {
  const recording = record(inputShape, run);
  const backend = tf.backend() as NodeJSKernelBackend; // the base type lacks graphs; callers check isNative()
  const id = load(savedModel(recording));
  const inputs = recording.nodes.flatMap(node => (node.kind === 'input' ? [node] : []));
  const tensors = inputs.map(({ value }) => value);
  const infos = [{ name: INPUT, shape: inputShape }, ...inputs].map(({ name, shape }) => {
    return { name: `${name}:0`, dtype: 'float32' as const, shape: [...shape] };
  });
  const compiled: Unchecked = {
    predict: images => backend.runSavedModel(id, [images, ...tensors], infos, [...recording.outputs]),
    dispose() {
      backend.deleteSavedModel(id);
      tf.dispose(tensors);
    },
  };
  // The first call is the one in which TensorFlow joins the kernels.
  tf.tidy(() => void compiled.predict(tf.zeros([...inputShape])));
  return compiled;

  /** TensorFlow reads graphs from a folder only. */
  function load(content: Uint8Array): number {
    const folder = mkdtempSync(join(tmpdir(), 'convnets-graph-'));
    try {
      mkdirSync(join(folder, 'variables'));
      writeFileSync(join(folder, 'saved_model.pb'), content);
      return backend.loadSavedModelMetaGraph(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** TensorFlow ends the process where a freed graph is run, so that must not come to it. */
function guard(name: string, inputShape: readonly number[], model: Unchecked): CompiledModel {
  let disposed = false;
  const size = inputShape.join(', ');
  return {
    inputShape,
    predict(images) {
      if (disposed) throw new Error(`The compiled "${name}" was disposed of. Compile the model again.`);
      if (images.shape.join(', ') !== size) {
        throw new RangeError(
          `The compiled "${name}" takes images of shape [${size}]. Received [${images.shape.join(', ')}]. ` +
            'For another number of images, compile the model with that batchSize.',
        );
      }
      return model.predict(images);
    },
    dispose() {
      if (!disposed) model.dispose();
      disposed = true;
    },
  };
}
