/**
 * The compiled library, which is what notebooks run; the types are those of its source. Run from its source, tsx would
 * name every inner function anew at each call, which costs a tenth of the JavaScript of a step.
 */
export const {
  backend,
  buildModel,
  compileForInference,
  optimizeForInference,
  tf,
}: typeof import('../../lib/tfjs') = require('../../lib/dist/tfjs');
export const { sgd, classification }: typeof import('../../lib/training') = require('../../lib/dist/training');
export const {
  trainingStep,
}: typeof import('../../lib/training/loop/step') = require('../../lib/dist/training/loop/step');
export const {
  compileStep,
}: typeof import('../../lib/training/loop/compiledStep') = require('../../lib/dist/training/loop/compiledStep');
