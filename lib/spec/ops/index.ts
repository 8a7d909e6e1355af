import { activation } from './activation';
import { adaptiveAveragePooling2d } from './adaptiveAveragePooling2d';
import { adaptiveMaxPooling2d } from './adaptiveMaxPooling2d';
import { add } from './add';
import { averagePooling2d } from './averagePooling2d';
import { batchNormalization } from './batchNormalization';
import { concatenate } from './concatenate';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2dTranspose';
import { crop } from './crop';
import type { OpDefinition } from './definition';
import { dense } from './dense';
import { dropout } from './dropout';
import { flatten } from './flatten';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { groupNormalization } from './groupNormalization';
import { input } from './input';
import { leakyRelu } from './leakyRelu';
import { localResponseNormalization } from './localResponseNormalization';
import { maxPooling2d } from './maxPooling2d';
import { padChannels } from './padChannels';
import { regions } from './regions';
import { reshape } from './reshape';
import { resize } from './resize';
import { roiAlign } from './roiAlign';
import { roiPool } from './roiPool';
import { softmax } from './softmax';

/**
 * Every op. A new one is a file beside this one and a line here; the compiler then asks for its from-scratch form in
 * lib/ops/forms.ts and its runner in lib/tfjs/model/runners.ts.
 */
export const definitions = {
  input,
  conv2d,
  conv2dTranspose,
  maxPooling2d,
  averagePooling2d,
  adaptiveAveragePooling2d,
  adaptiveMaxPooling2d,
  globalAveragePooling2d,
  batchNormalization,
  groupNormalization,
  localResponseNormalization,
  dropout,
  dense,
  flatten,
  reshape,
  activation,
  leakyRelu,
  softmax,
  add,
  concatenate,
  crop,
  resize,
  padChannels,
  regions,
  roiPool,
  roiAlign,
};

export type OpName = keyof typeof definitions;

/** The arguments of one operation, `op` among them. */
export type OpArgs<K extends OpName> = (typeof definitions)[K] extends OpDefinition<infer Args> ? Args : never;

/** One operation and its arguments. */
export type Op = { [K in OpName]: OpArgs<K> }[OpName];

/** What one op says about itself. */
export function definitionOf<K extends OpName>(op: K): OpDefinition<OpArgs<K>> {
  // The compiler does not see that the definition under a name is the one for its arguments.
  return definitions[op] as unknown as OpDefinition<OpArgs<K>>;
}
