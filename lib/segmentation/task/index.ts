export { refined, type Trained } from './refined';
export { type MaskedImages, type Segmentation, type SegmentationOptions, segmentation } from './segmentation';
