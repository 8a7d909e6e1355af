export type { Augmentation } from './batches/augmentation';
export { augmentedImages } from './batches/augmentedImages';
export type { Batch } from './batches/batches';
export type { Field, Fields } from './batches/fields';
export type { BoxField, Located } from './batches/fields/boxes';
export type { ClassField } from './batches/fields/classes';
export type { ReportRow } from './batches/fields/describeField';
export type { MaskField } from './batches/fields/masks';
export type { NumberField } from './batches/fields/numbers';
export type { ImageBytes, ImageSet, ImagesOfAnySize, ImagesOfOneSize } from './batches/imageSet';
export type { Scaling } from './batches/writeImage';
export { type PairedDifference, pairedDifference } from './compare/pairedDifference';
export { type EvaluateOptions, type Evaluation, evaluate } from './loop/evaluate';
export { fit, resume } from './loop/fit';
export type { CheckpointOptions, FitOptions, TaskOptions } from './loop/options';
export { type Overfit, type OverfitOptions, overfitOneBatch } from './loop/overfitOneBatch';
export { constant, cosine, type Moment, oneCycle, type Schedule, stepDecay, warmup } from './loop/schedules';
export { type ActivationStatistics, activationStatistics } from './observe/activationStatistics';
export { batchReport } from './observe/batchReport';
export { type GradientStatistics, gradientStatistics } from './observe/gradientStatistics';
export { type EpochRow, History, type StepRow } from './observe/history';
export {
  type Direction,
  filterNormalizedDirection,
  type LossSurface,
  type LossSurfaceOptions,
  lossSurface,
} from './observe/lossSurface';
export type { StatisticsOptions } from './observe/probe';
export * from './optimizers';
export { type Classification, classification } from './tasks/classification';
export { type Loss, meanCrossEntropy, withAuxiliary } from './tasks/losses';
export { outputShapeOf } from './tasks/outputShape';
export { type ImagesWithNumbers, type Regression, regression } from './tasks/regression';
export type { Sums } from './tasks/sums';
export type { MeasureFormat, Outputs, TargetArray, Task } from './tasks/task';
