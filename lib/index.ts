/** Everything that notebooks use, one room each: `import { arithmetic, figures } from '../lib';` */
export * as arithmetic from './arithmetic';
export * as datasets from './datasets';
export * as detection from './detection';
export { environment } from './environment';
// What a notebook calls in nearly every cell, without the room's name.
export * as course from './exercises';
export { exercise, hint, resetExercises, solution } from './exercises';
export * as figures from './figures';
export * as images from './images';
export * as models from './models';
export * as notebook from './notebook';
export { match, show, table } from './notebook';
export * as ops from './ops';
export * as segmentation from './segmentation';
export * as spec from './spec';
export * as tfjs from './tfjs';
export * as training from './training';
