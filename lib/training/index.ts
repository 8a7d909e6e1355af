export type { Augmentation, Scaling } from './augmentation';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate';
export { type CheckpointOptions, type FitOptions, fit, resume } from './fit';
export { type EpochRow, History, type StepRow } from './history';
export { type Loss, softmaxCrossEntropy, withAuxiliary } from './losses';
export * from './optimizers';
export { constant, cosine, type Moment, oneCycle, type Schedule, stepDecay, warmup } from './schedules';
