export { type CropArea, crop, cropCentre } from './crop';
export { decodeImage } from './decode';
export { grayscale } from './grayscale';
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
