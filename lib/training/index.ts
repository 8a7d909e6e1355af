export type { Augmentation, Scaling } from './batches/augmentation';
export { augmentedImages } from './batches/augmentedImages';
export { type EvaluateOptions, type Evaluation, evaluate } from './loop/evaluate';
export { fit, resume } from './loop/fit';
export { type Loss, softmaxCrossEntropy, withAuxiliary } from './loop/losses';
export type { CheckpointOptions, FitOptions } from './loop/options';
export { constant, cosine, type Moment, oneCycle, type Schedule, stepDecay, warmup } from './loop/schedules';
export { type EpochRow, History, type StepRow } from './observe/history';
export {
  type ActivationStatistics,
  activationStatistics,
  type GradientStatistics,
  gradientStatistics,
  type StatisticsOptions,
} from './observe/statistics';
export * from './optimizers';
