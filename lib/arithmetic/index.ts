export { layerWindow } from '../spec/ops/layerWindow';
export { elements, type Shape } from '../spec/shape';
export {
  type AxisWindow,
  outputSize,
  type ResolvedWindow,
  resolveTransposedWindow,
  resolveWindow,
  samePadding,
  span,
  type TransposedAxisWindow,
  transposedOutputSize,
  type WindowArgs,
} from '../spec/window';
export { analyze, type LayerReport, type Report, type Totals } from './analyze';
export { type ChannelSource, channelSources, meanWeights, withoutSource } from './channelSources';
export { type Diagnosis, diagnose, type Question } from './diagnose';
export { type Explanation, explain, explainOutputSize, explainTransposedOutputSize } from './explain';
export { type LedgerRow, ledger } from './ledger';
export type { ReceptiveField } from './receptiveField';
export { unitField } from './unitField';
