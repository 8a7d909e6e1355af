export { type HardNegativeOptions, type MiningRound, trainOnHardNegatives } from './hardNegatives';
export { type LinearClassifier, linearScores } from './linearClassifier';
export { type LinearSvm, linearSvm, oneVersusRest, type SvmOptions } from './linearSvm';
export { type SoftmaxOptions, softmaxRegression } from './softmaxRegression';
