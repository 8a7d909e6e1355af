export { type Bundle, escapeHtml, html, latex, markdown } from './content';
export { dataFrame } from './dataFrame';
export { type Display, type DisplayMessage, newDisplay, type Send, show } from './display';
export { exercise, hint, progressReport, resetExercises, solution } from './exercises/exercise';
export { type LiveChart, type LiveChartOptions, liveChart } from './liveChart';
export { type Progress, progress, track } from './progress';
export { pick, quick } from './quick';
export type { Surroundings } from './surroundings';
export { type Cell, type Columns, type FrameLike, type Rows, type TableOptions, table } from './table';
