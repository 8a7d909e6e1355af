export { type DetectFasterRcnnOptions, detectFasterRcnn, detectFasterRcnnTimed } from './detect';
export { type FasterRcnn, type FasterRcnnOptions, fasterRcnn } from './task';
