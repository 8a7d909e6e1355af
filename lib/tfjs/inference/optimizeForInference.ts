import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { definitions } from '../../spec/ops';
import { tf } from '../backend';
import { assembleModel, createLayer, inputShapeOf, networkLayers, opLayerOf, opLayersOf } from '../model/modelLayers';
import type { OpLayer } from '../model/opLayer';
import { type FoldedLayer, foldNetwork } from './foldNetwork';

/**
 * A model that computes the same with fewer passes over the activations: batch normalization is folded into the
 * convolutions before it, or else becomes one scale and shift; activations are computed with what comes before them;
 * dropout is left out. It is not meant to be trained.
 *
 * The given model stays; its `dispose` frees the weights that the two do not share.
 *
 * @param model what `buildModel` made, with its weights
 * @throws TypeError when the model is one that this function made, or was saved from one
 * @returns a model with the same inputs and outputs; a convolution's name now stands for all that went into it
 */
export function optimizeForInference(model: LayersModel): LayersModel {
  if (opLayersOf(model).some(layer => layer.isForInference)) {
    throw new TypeError(
      `optimizeForInference: the model "${model.name}" is optimized already. Give the model that buildModel made.`,
    );
  }
  const outputs = model.outputLayers.map(layer => layer.name);
  const folded = foldNetwork({ layers: networkLayers(model), outputs });
  const plans = new Map(folded.layers.map(plan => [plan.layer.name, plan]));
  const optimized = assembleModel(
    model.name,
    folded.layers.map(plan => plan.layer),
    folded.outputs,
    inputShapeOf(model),
    layer => {
      const activation = plans.get(layer.name)?.activation;
      return createLayer(layer, { initialization: { initializer: 'zeros' }, activation, affine: true });
    },
  );
  for (const plan of folded.layers) copyWeights(model, optimized, plan);
  return optimized;
}

function copyWeights(model: LayersModel, optimized: LayersModel, { layer, normalization }: FoldedLayer): void {
  if (definitions[layer.op].role === 'input') return;
  const from = opLayerOf(model, layer.name);
  const to = opLayerOf(optimized, layer.name);
  if (layer.op === 'batchNormalization') {
    tf.tidy(() => {
      const { scale, shift } = scaleAndShift(from, layer.epsilon);
      to.variable('gamma').write(scale);
      to.variable('beta').write(shift);
    });
  } else if (normalization === undefined) {
    for (const [name, variable] of from.variables) to.variable(name).write(variable.read());
  } else {
    tf.tidy(() => {
      const { scale, shift } = scaleAndShift(opLayerOf(model, normalization.name), normalization.epsilon);
      const bias = from.variables.get('bias')?.read() ?? tf.zerosLike(scale);
      // Output channels are the kernel's last axis, so the scale spreads over the others.
      to.variable('kernel').write(tf.mul(from.variable('kernel').read(), scale));
      to.variable('bias').write(tf.add(tf.mul(bias, scale), shift));
    });
  }
}

/** What a batch normalization with its moving statistics does to a channel: scale · x + shift. Both are [c]. */
function scaleAndShift(normalization: OpLayer, epsilon: number): { readonly scale: Tensor; readonly shift: Tensor } {
  const read = (name: 'gamma' | 'beta' | 'movingMean' | 'movingVariance'): Tensor =>
    normalization.variable(name).read();
  const scale = tf.mul(read('gamma'), tf.rsqrt(tf.add(read('movingVariance'), epsilon)));
  return { scale, shift: tf.sub(read('beta'), tf.mul(read('movingMean'), scale)) };
}
