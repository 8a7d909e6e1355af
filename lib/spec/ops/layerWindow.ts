import type { Shape } from '../shape';
import type { ResolvedWindow } from '../window';
import { type AveragePooling2dArgs, averagePoolWindow } from './averagePooling2d';
import { type Conv2dArgs, conv2dWindow } from './conv2d';
import { type Conv2dTransposeArgs, conv2dTransposeWindow } from './conv2dTranspose';
import { type MaxPooling2dArgs, maxPoolWindow } from './maxPooling2d';

/** An op that moves a window over its input. */
export type WindowedArgs = Conv2dArgs | Conv2dTransposeArgs | MaxPooling2dArgs | AveragePooling2dArgs;

/** The window of a convolution or a pool on its input, sides worked out; for the code that runs a layer, too. */
export function layerWindow(layer: { readonly name: string } & WindowedArgs, inputShape: Shape): ResolvedWindow {
  const where = `${layer.op} "${layer.name}"`;
  switch (layer.op) {
    case 'conv2d':
      return conv2dWindow(layer, inputShape, where);
    case 'conv2dTranspose':
      return conv2dTransposeWindow(layer, inputShape, where);
    case 'maxPooling2d':
      return maxPoolWindow(layer, inputShape, where);
    case 'averagePooling2d':
      return averagePoolWindow(layer, inputShape, where);
  }
}
