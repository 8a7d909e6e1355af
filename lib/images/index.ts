/** Pictures as arrays: reading, cutting, resizing and preparing them, without TensorFlow. */
export { crop, cropCentre } from './crop';
export { decodeImage } from './decode';
export { grayscale } from './grayscale';
export { type ImageFileOptions, imageFile } from './imageFile';
export { prepareImage } from './prepareImage';
export { type ResizeMethod, resize } from './resize';
