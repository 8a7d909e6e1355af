export {
  type MaskedImages,
  type PixelClassification,
  type PixelClassificationOptions,
  pixelClassification,
} from './pixelClassification';
