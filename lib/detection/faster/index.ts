export { type DetectFasterRcnnOptions, detectFasterRcnn, detectFasterRcnnTimed } from './detect';
export { type StepOptions, trainInFourSteps } from './fourSteps';
export { type FasterRcnn, type FasterRcnnOptions, fasterRcnn } from './task';
