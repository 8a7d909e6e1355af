export * from './alexnet';
export { withBlocksSwapped, withoutBlock } from './blocks';
export * from './cifarDensenet';
export * from './cifarResnet';
export * from './densenet';
export {
  type FasterMiniOptions,
  type FasterOptions,
  faster_rcnn,
  faster_rcnn_mini,
  faster_rcnn_on,
} from './fasterRcnn';
export { fast_rcnn, fast_rcnn_mini, fast_rcnn_on, type RegionMiniOptions } from './fastRcnn';
export * from './fcn';
export { fcn8s_mini, fcn16s_mini, fcn32s_mini } from './fcnMini';
export { type FcnOnOptions, fcn_on } from './fcnOnBackbone';
export * from './fcnVgg';
export * from './fourLayer';
export * from './googlenet';
export { type JoinedLayersOptions, joined_layers } from './joinedLayers';
export { type AlexnetMiniOptions, alexnet_mini, densenet_mini, googlenet_mini, vgg_mini } from './mini';
export type { ModelBuilder, NetworkEntry, NetworkKind, PublishedCount } from './networkEntry';
export type { ModelOptions } from './options';
export type { Paper } from './papers';
export { rcnn } from './rcnn';
export { type RegionClassifierOptions, rcnn_mini, sppnet_mini } from './regionClassifier';
export type { RegionOptions } from './regionHeads';
export { type NetworkName, registry } from './registry';
export {
  type ResnetDepth,
  type ResnetOptions,
  resnet,
  resnet18,
  resnet34,
  resnet50,
  resnet50_paper,
  resnet101,
  resnet101_paper,
  resnet152,
  resnet152_paper,
} from './resnet';
export { type FamilyName, scaled_family } from './scaledFamilies';
export { type SmallGooglenetOptions, small_googlenet } from './smallGooglenet';
export { PYRAMID_LEVELS, spatialPyramid } from './spatialPyramid';
export { sppnet } from './sppnet';
export { type PyramidParts, pyramidOf, type SppOnOptions, spp_on } from './sppOnBackbone';
export * from './stackedKernels';
export { upTo } from './upTo';
export * from './vgg';
export * from './yolo';
export { type YoloMiniOptions, yolo_mini } from './yoloMini';
export { type YoloOnOptions, type YoloOptions, yolo_on } from './yoloOnBackbone';
