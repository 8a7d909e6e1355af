import type { Layer } from './network';

/**
 * What a model is given, as its network has it: the image, or its regions.
 *
 * @param shape with the batch: `[null, height, width, channels]`, or `[null, count, 4]`
 */
export function inputLayer(name: string, shape: readonly unknown[]): Layer {
  const [, count] = shape;
  const areRegions = shape.length === 3 && typeof count === 'number';
  return areRegions ? { op: 'regions', name, inputs: [], count } : { op: 'input', name, inputs: [] };
}
