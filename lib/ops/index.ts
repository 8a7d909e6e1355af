export { type LeakyReluOptions, leakyRelu, relu, relu6, sigmoid, softmax, tanh } from './activations';
export {
  type AdaptivePoolingOptions,
  adaptiveAveragePooling2d,
  adaptiveMaxPooling2d,
  globalAveragePooling2d,
} from './adaptivePooling';
export { batch, ndarray, reshape, sizeOf, transpose, unbatch, zeros } from './array';
export {
  type BatchNormalizationOptions,
  batchNormalization,
  type Moments,
  moments,
  updateMoments,
} from './batchNormalization';
export { add, concatenate, padChannels, sliceChannels } from './channels';
export { classActivationMap } from './classActivationMap';
export { conv2d } from './conv2d';
export { conv2dNaive } from './conv2dNaive';
export { conv2dTranspose, type TransposedConvolutionOptions } from './conv2dTranspose';
export type { ConvolutionOptions } from './convolution';
export { correlate2d } from './correlate2d';
export { type CropOptions, crop } from './crop';
export { dense, flatten } from './dense';
export { type DropoutOptions, dropout } from './dropout';
export { runNetwork } from './forms';
export { gramMatrix } from './gramMatrix';
export { type GroupNormalizationOptions, groupNormalization } from './groupNormalization';
export { type Im2colOptions, im2col } from './im2col';
export { type LocalResponseNormalizationOptions, localResponseNormalization } from './localResponseNormalization';
export { matmul } from './matmul';
export { matrixOf } from './matrixOf';
export { type PaddingMode, type PadOptions, pad2d } from './pad';
export {
  type AveragePoolingOptions,
  averagePooling2d,
  type MaxPoolingOptions,
  maxPooling2d,
  maxPoolingSwitches,
  type PoolingOptions,
} from './pooling';
export { type ResizeBilinearOptions, type ResizeNearestOptions, resizeBilinear, resizeNearest } from './resize';
export { type RoiAlignOptions, roiAlign } from './roiAlign';
export {
  type PooledBins,
  type QuantizationError,
  roiAlignSamples,
  roiPoolBins,
  roiQuantizationError,
} from './roiBins';
export { type RoiPoolOptions, roiPool } from './roiPool';
export { type Roi, roisOf } from './rois';
export { type SpatialPyramidOptions, spatialPyramidPooling } from './spatialPyramidPooling';
export { maxUnpooling2d } from './unpooling';
export { bilinearKernel, overlapCounts } from './upsampling';
