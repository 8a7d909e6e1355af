import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { showShape } from '../../spec/pair';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import { anchorGrid, type BaseAnchorOptions } from '../anchors';
import { packBoxes } from '../boxes';

/** Sizes and ratios of the anchors at each place. */
export type AnchorShapes = Pick<BaseAnchorOptions, 'sizes' | 'aspectRatios'>;

/** Three sizes by three ratios, as published, for pictures whose shorter side has 600 pixels. */
export const PUBLISHED_ANCHORS: AnchorShapes = { sizes: [128, 256, 512], aspectRatios: [0.5, 1, 2] };

/** Those of `models.faster_rcnn_mini`: squares, and boxes twice as high as wide, as digits are. */
export const MINI_ANCHORS: AnchorShapes = { sizes: [16, 24, 32], aspectRatios: [1, 2] };

export function anchorsPerPlace({ sizes, aspectRatios }: AnchorShapes): number {
  return sizes.length * aspectRatios.length;
}

const known = new WeakMap<LayersModel, { readonly key: string; readonly anchors: Float32Array }>();

/**
 * The anchors of a model that ends in a region proposal network, in the order of its outputs.
 *
 * @returns [h · w · k, 4], in pixels of the model's input
 * @throws RangeError when the model's last two outputs are none of a region proposal network with so many anchors
 */
export function anchorsOf(model: LayersModel, shapes: AnchorShapes): Float32Array {
  const key = JSON.stringify(shapes);
  const before = known.get(model);
  if (before?.key === key) return before.anchors;
  const [rows, columns] = checkOutputs(model, anchorsPerPlace(shapes));
  const [height, width] = inputShapeOf(model);
  const imageSize = [height ?? 0, width ?? 0] as const;
  const anchors = packBoxes(anchorGrid({ ...shapes, imageSize, gridSize: [rows, columns] }));
  known.set(model, { key, anchors });
  return anchors;
}

function checkOutputs(model: LayersModel, anchors: number): readonly [rows: number, columns: number] {
  const [scores = [], codes = []] = model.outputs.slice(-2).map(({ shape }) => shape.slice(1).map(Number));
  const [rows, columns] = codes;
  const fits = codes[2] === 4 * anchors && (scores[2] === anchors || scores[2] === 2 * anchors);
  if (fits && scores.length === 3 && rows !== undefined && columns !== undefined) return [rows, columns];
  throw new RangeError(
    `the model "${model.name}" must end in scores and boxes of ${anchors} anchors at each place, [h, w, ${anchors}] or ` +
      `[h, w, ${2 * anchors}] and [h, w, ${4 * anchors}]. Its last outputs are ${showShape(scores)} and ${showShape(codes)}. ` +
      'Build it with as many anchors as there are sizes times ratios.',
  );
}

/** The outputs of a region proposal network are the last two of its model. */
export function proposalOutputs<T>(outputs: readonly T[]): readonly [objectness: T, codes: T] {
  return [at(outputs, outputs.length - 2), at(outputs, outputs.length - 1)];
}
