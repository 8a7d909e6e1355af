export { crop, cropCentre } from '../images/crop';
export { decodeImage } from '../images/decode';
export { grayscale } from '../images/grayscale';
export { type ImageFileOptions, imageFile } from '../images/imageFile';
export { type ResizeMethod, resize } from '../images/resize';
export { CIFAR10_CLASSES, cifar10Statistics, VOC_CLASSES, VOC_SEGMENTATION_CLASSES } from '../spec/imageSets';
export { annotatedPhotographs } from './annotatedPhotographs';
export type { AnnotatedImage, AnnotatedImages } from './annotations';
export { type Cifar10Options, cifar10, cifar10Folder } from './cifar10';
export { coco } from './coco';
export { type CocoMasksOptions, cocoMasks } from './cocoMasks';
export { type ExperimentRow, experiment } from './experiments';
export { type ImageFolder, imageFolder, type ListedImage, type LoadOptions, loadImages } from './imageFolder';
export {
  type ChannelStatistics,
  channelStatistics,
  classCounts,
  firstOfEachClass,
  holdOut,
  imageAt,
  type LabelledImages,
  selectImages,
  type TrainAndTest,
} from './labelledImages';
export type { MaskedPictures } from './maskedPictures';
export { mnist } from './mnist';
export { type Outline, outlineMask } from './outline';
export {
  type PhotographName,
  type PhotographOptions,
  photograph,
  photographNames,
} from './photographs';
export { type DataProblem, type RegistryEntry, registry, verify } from './registry';
export { repositoryRoot } from './repositoryRoot';
export { LARGE_DIGITS, SCATTERED_DIGITS, type SceneObject, type Scenes, type ScenesOptions, scenes } from './scenes';
export { type VocOptions, voc } from './voc';
export { type VocMasksOptions, vocMasks } from './vocMasks';
