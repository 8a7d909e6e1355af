import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { resnetStages } from './resnet';

export interface FcnOptions extends ModelOptions {
  /** Whether to add the second head, on the third stage, that only training uses. Its output follows the main one. */
  readonly auxiliary?: boolean;
}

interface HeadArgs {
  readonly inChannels: number;
  readonly numClasses: number;
}

/** 3×3 to a quarter of the channels, then 1×1 to the classes. */
function head(g: Graph, x: string, { inChannels, numClasses }: HeadArgs, path: string): string {
  let y = g.conv2d(x, { filters: inChannels / 4, kernelSize: 3, padding: 1, useBias: false }, `${path}.0`);
  y = g.relu(g.batchNormalization(y, {}, `${path}.1`), `${path}.2`);
  return g.conv2d(g.dropout(y, { rate: 0.1 }, `${path}.3`), { filters: numClasses, kernelSize: 1 }, `${path}.4`);
}

function fcnResnet(depth: 50 | 101, options: FcnOptions): NetworkSpec {
  const { numClasses = 21, auxiliary = false, inputShape = [520, 520, 3] } = options;
  const g = new Graph(`fcn_resnet${depth}`, inputShape);
  const input = g.input();
  // The last two stages are dilated instead of strided: one score for each 8×8 pixels.
  const stages = resnetStages(g, input, depth, { prefix: 'backbone.', dilated: 2 });
  const upsampled = (x: string, inChannels: number, path: string, name: string): string =>
    g.resizeLike(head(g, x, { inChannels, numClasses }, path), input, { method: 'bilinear' }, name);
  const out = upsampled(at(stages, 3), 2048, 'classifier', 'out');
  return auxiliary ? g.build(out, upsampled(at(stages, 2), 1024, 'aux_classifier', 'aux')) : g.build(out);
}

/**
 * FCN on a dilated ResNet-50 as torchvision has it. 32,957,013 parameters, 35,322,218 with the auxiliary head, 21 classes.
 *
 * Introduced in notebook upsampling.
 */
export function fcn_resnet50(options: FcnOptions = {}): NetworkSpec {
  return fcnResnet(50, options);
}

/**
 * FCN on a dilated ResNet-101 as torchvision has it. 51,949,141 parameters, 54,314,346 with the auxiliary head, 21 classes.
 */
export function fcn_resnet101(options: FcnOptions = {}): NetworkSpec {
  return fcnResnet(101, options);
}
