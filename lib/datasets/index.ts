export type { AnnotatedImage, AnnotatedImages } from './annotations';
export { type Cifar10Options, cifar10, cifar10Folder, cifar10Statistics } from './cifar10';
export { coco } from './coco';
export { type CropArea, crop, cropCentre } from './crop';
export { decodeImage } from './decode';
export { type ExperimentRow, experiment } from './experiments';
export { grayscale } from './grayscale';
export { type ImageFileOptions, imageFile } from './imageFile';
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
export { mnist } from './mnist';
export {
  type PhotographName,
  type PhotographOptions,
  photograph,
  photographEntry,
  photographNames,
} from './photographs';
export { type DataProblem, type RegistryEntry, registry, verify } from './registry';
export { repositoryRoot } from './repositoryRoot';
export { type ResizeMethod, resize } from './resize';
export { VOC_CLASSES, type VocOptions, voc } from './voc';
