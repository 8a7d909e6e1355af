import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../backend';
import { GraphSession } from '../graph/graphSession';
import { disposingOnFailure, NoFixedGraph, Recorder } from '../graph/recorder';
import { inputShapeOf } from '../model/modelLayers';
import { isNative } from '../native';
import { optimizeForInference } from './optimizeForInference';

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
  } catch (error) {
    if (!(error instanceof NoFixedGraph)) throw error;
    throw new Error(`compileForInference: the model "${model.name}" is no graph: ${error.message}.`, { cause: error });
  } finally {
    folded.dispose();
  }
}

type Unchecked = Omit<CompiledModel, 'inputShape'>;

const INPUT = 'images';

function compile(inputShape: readonly number[], run: (images: Tensor) => Tensor[]): Unchecked {
  const recorder = new Recorder();
  const { session, outputs } = disposingOnFailure(recorder, () => {
    const outputs = tf.tidy(() => {
      const images = tf.zeros([...inputShape]);
      recorder.input(INPUT, images);
      return recorder.run(() => run(images).map(output => recorder.outputOf(output)));
    });
    return { session: new GraphSession(recorder.nodes), outputs };
  });
  const compiled: Unchecked = {
    predict: images => session.run([{ name: INPUT, tensor: images }, ...recorder.prepareRun()], outputs),
    dispose() {
      session.dispose();
      recorder.dispose();
    },
  };
  // The first call is the one in which TensorFlow joins the kernels.
  tf.tidy(() => void compiled.predict(tf.zeros([...inputShape])));
  return compiled;
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
