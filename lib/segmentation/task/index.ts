export {
  type MaskedImages,
  type PixelClassification,
  type PixelClassificationOptions,
  pixelClassification,
} from './pixelClassification';
export { refined, type Trained } from './refined';
