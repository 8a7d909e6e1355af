export type { Augmentation, Scaling } from './augmentation';
export { augmentedImages } from './augmentedImages';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate';
export { fit, resume } from './fit';
export { type EpochRow, History, type StepRow } from './history';
export { type Loss, softmaxCrossEntropy, withAuxiliary } from './losses';
export * from './optimizers';
export type { CheckpointOptions, FitOptions } from './options';
export { constant, cosine, type Moment, oneCycle, type Schedule, stepDecay, warmup } from './schedules';
export {
  type ActivationStatistics,
  activationStatistics,
  type GradientStatistics,
  gradientStatistics,
  type StatisticsOptions,
} from './statistics';
