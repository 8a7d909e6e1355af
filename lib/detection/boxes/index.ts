export { clipBoxes, placesInside, placesOfLarge } from './clipping';
export { type BoxCode, type CodingOptions, decodeBoxes, encodeBoxes } from './coding';
export {
  boxArea,
  type CenteredBox,
  type CornerBox,
  fromCentered,
  fromCorner,
  scaleBox,
  toCentered,
  toCorner,
} from './conversions';
export { giou } from './giou';
export { areasOf, intersection, iou, iouMatrix } from './iou';
export { type Boxes, boxAt, boxCount, packBoxes, takeBoxes, unpackBoxes } from './packed';
export { type BoxFault, type BoxProblem, boxProblems, checkBoxes, type ImageSize } from './validation';
