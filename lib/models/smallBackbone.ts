import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';

/** Filters of the 3×3 convolutions of each stage; a 2×2 pool lies between two stages. */
const STAGES = [[24], [48, 48], [96, 96], [128, 128]] as const;

/**
 * The convolutions of the small detectors, in Darknet's manner: normalized, with a leaky ReLU; maps at strides 2, 4, 8 and 16.
 */
export function smallBackbone(inputShape: readonly [number, number, number]): NetworkSpec {
  const g = new Graph('small_backbone', inputShape);
  let x = g.input();
  const layer = (filters: number, path: string, window: { readonly kernelSize: number; readonly strides?: number }) => {
    const y = g.conv2d(x, { filters, padding: (window.kernelSize - 1) / 2, useBias: false, ...window }, path);
    return g.leakyRelu(g.batchNormalization(y, {}, `${path}.bn`), { slope: 0.1 }, `${path}.leaky`);
  };
  STAGES.forEach((stage, i) => {
    stage.forEach((filters, j) => {
      const path = `conv${i + 1}_${j + 1}`;
      x = layer(filters, path, i === 0 ? { kernelSize: 5, strides: 2 } : { kernelSize: 3 });
    });
    if (i < STAGES.length - 1) x = g.maxPooling2d(x, { poolSize: 2 }, `pool${i + 1}`);
  });
  return g.build(x);
}
