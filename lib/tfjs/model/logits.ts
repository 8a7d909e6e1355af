import type { LayersModel, Tensor, Tensor2D } from '@tensorflow/tfjs-node';

/**
 * The class scores of a model, before softmax.
 *
 * Introduced in notebook counting.
 *
 * @param model a classifier that `buildModel` made; of several outputs the main one is taken
 * @param images [n, h, w, c]
 * @param options.training whether batch normalization takes its statistics from these images, and dropout drops
 * @returns [n, classes]
 * @throws RangeError when the model gives another shape than [n, classes]
 */
export function logits(
  model: LayersModel,
  images: Tensor,
  { training = false }: { readonly training?: boolean } = {},
): Tensor2D {
  const outputs = model.apply(images, { training });
  const main = (Array.isArray(outputs) ? outputs[0] : outputs) as Tensor | undefined; // tensors in, tensors out
  if (isMatrix(main)) return main;
  throw new RangeError(
    `logits: the model "${model.name}" must give one number for each class, [n, classes]. Received [${main?.shape.join(', ')}].`,
  );
}

function isMatrix(tensor: Tensor | undefined): tensor is Tensor2D {
  return tensor?.rank === 2;
}
