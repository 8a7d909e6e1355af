import { at } from '../../spec/at';
import type { Random } from '../../spec/random';

/** What the loss of one region is computed from. */
export type Region = readonly [
  scores: readonly number[],
  truth: number,
  told: readonly number[],
  wanted: readonly number[],
];

/** A good region, one of background, one that is far off, and errors of exactly 1. */
export const REGIONS: readonly Region[] = [
  [[0.2, 1.5, 0.1], 1, [0.4, -0.2, 0.1, 0], [0.5, 0.3, 0.1, 0]],
  [[2, 0.3, -0.5], 0, [0.7, 0.1, 0.2, 2.4], [0, 0, 0, 0]],
  [[0, 0.4, 1.1], 2, [0.2, 0.1, 1, 0.3], [6.2, 0.1, 0.5, 0.3]],
  [[1, 1], 1, [1, 0, -1, 0], [0, 0, 0, 0]],
];

/** Three or four classes, errors on both sides of 1. */
export function drawRegion(random: Random): Region {
  const numbers = (count: number, most: number): number[] =>
    Array.from({ length: count }, () => random.uniform(-most, most));
  const classes = 3 + random.integer(2);
  return [numbers(classes, 2), random.integer(classes), numbers(4, 2), numbers(4, 1)];
}

type Term = (error: number) => number;

const smooth: Term = error => (error < 1 ? error ** 2 / 2 : error - 0.5);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const errors = (told: readonly number[], wanted: readonly number[]): number[] =>
  told.map((value, i) => Math.abs(value - at(wanted, i)));

function classTerm(scores: readonly number[], truth: number): number {
  return Math.log(sum(scores.map(score => Math.exp(score)))) - at(scores, truth);
}

/** The loss with another term in place of smooth L1. */
const lossWith =
  (term: Term) =>
  (...[scores, truth, told, wanted]: Region): number =>
    classTerm(scores, truth) + (truth === 0 ? 0 : sum(errors(told, wanted).map(term)));

/** @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, equations 1 to 3 */
export const lossOf = lossWith(smooth);

/** The loss with the sign of an error, told − wanted, times a direction. */
const lossWithSign =
  (term: Term, direction: 1 | -1) =>
  (...[scores, truth, told, wanted]: Region): number => {
    const signed = told.map((value, i) => direction * (value - at(wanted, i)));
    return classTerm(scores, truth) + (truth === 0 ? 0 : sum(signed.map(term)));
  };
const signedLine: Term = error => (Math.abs(error) < 1 ? error ** 2 / 2 : error - 0.5);

/** Wrong ways that come near. */
export const slips = {
  background: (...[scores, truth, told, wanted]: Region): number =>
    classTerm(scores, truth) + sum(errors(told, wanted).map(smooth)),
  averaged: lossWith(error => smooth(error) / 4),
  signed: lossWithSign(smooth, 1),
  signedBack: lossWithSign(smooth, -1),
  signedLine: lossWithSign(signedLine, 1),
  signedLineBack: lossWithSign(signedLine, -1),
  squared: lossWith(error => error ** 2 / 2),
  absolute: lossWith(error => error),
  jump: lossWith(error => (error < 1 ? error ** 2 / 2 : error)),
  steep: lossWith(error => (error < 1 ? error ** 2 : error - 0.5)),
  noClass: (...[, truth, told, wanted]: Region): number => (truth === 0 ? 0 : sum(errors(told, wanted).map(smooth))),
  noBox: (...[scores, truth]: Region): number => classTerm(scores, truth),
};

/** A property: neither of the terms is negative. */
export function isPositive(result: unknown): string | undefined {
  if (typeof result !== 'number') return 'the result must be one number.';
  if (result >= 0) return undefined;
  return `neither term is ever negative. Received ${result}.`;
}
