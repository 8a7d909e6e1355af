export { type FasterRcnn, type FasterRcnnOptions, fasterRcnn } from './task';
