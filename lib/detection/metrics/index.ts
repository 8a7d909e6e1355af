export { type ErrorAnalysis, errorAnalysis } from './errorGains';
export { type DetectionErrors, detectionErrors, type ErrorKind, type ErrorOptions, type FalseAlarm } from './errors';
export { type Averages, COCO_THRESHOLDS, type Evaluation, type EvaluationOptions, evaluate } from './evaluate';
export { type Judged, type JudgingOptions, judge, type Outcome } from './judging';
export { averagePrecision, type Interpolation, type PrecisionRecall, precisionRecall } from './precisionRecall';
