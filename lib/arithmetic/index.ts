export { analyze, type LayerReport, type Report, type Totals } from './analyze';
export { type Diagnosis, diagnose, type Question } from './diagnose';
export {
  type Explanation,
  explain,
  explainOutputSize,
  explainTransposedOutputSize,
  type Step,
} from './explain';
export { type LedgerRow, ledger } from './ledger';
export type { ReceptiveField } from './receptiveField';
export { layerWindow, type Rule, type Rules, rules } from './rules';
export { elements, type Shape } from './shape';
export { unitField } from './unitField';
export {
  outputSize,
  type ResolvedWindow,
  resolveTransposedWindow,
  resolveWindow,
  samePadding,
  span,
  transposedOutputSize,
  type WindowArgs,
} from './window';
