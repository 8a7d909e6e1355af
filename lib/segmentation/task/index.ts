export { type MaskedImages, type Segmentation, type SegmentationOptions, segmentation } from './segmentation';
