import { type AlexnetMiniOptions, alexnet_mini } from '../../../lib/models';
import type { Layer, NetworkSpec } from '../../../lib/spec';
import { adam, cosine } from '../../../lib/training';
import { type Comparison, thousandImages } from '../comparison';
import { nudge } from '../record';

const mini = (options: AlexnetMiniOptions) => (): NetworkSpec => alexnet_mini(options);

/** With alpha 0 no channel weakens another, and all that remains of response normalization is a division by k^beta. */
function divisionOnly(): NetworkSpec {
  const net = alexnet_mini();
  const change = (layer: Layer): Layer => (layer.op === 'localResponseNormalization' ? { ...layer, alpha: 0 } : layer);
  return { ...net, layers: net.layers.map(change) };
}

/** AlexNet for 32×32 images with each of its parts taken away in turn. */
export const alexnetParts: Comparison = {
  variants: {
    complete: { net: mini({}) },
    'complete-again': { net: mini({}), prepare: nudge },
    'no-normalization': { net: mini({ responseNormalization: false }) },
    'division-only': { net: divisionOnly },
    'no-overlap': { net: mini({ overlappingPooling: false }) },
    'no-dropout': { net: mini({ dropoutRate: 0 }) },
    'no-augmentation': { net: mini({}), augment: {} },
    'no-regularization': { net: mini({ dropoutRate: 0 }), augment: {} },
  },
  recipe: rate => ({
    ...{ batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: adam(), learningRate: cosine({ learningRate: rate }) },
  }),
  images: thousandImages,
};
