/** A learner's own copies of the course's notebooks. */
export { type Reset, resetCopy, type Update, updateCopies } from './copies';
export { COPIES } from './places';
export { describeReset, describeUpdates } from './report';
