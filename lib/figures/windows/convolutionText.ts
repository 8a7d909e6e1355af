import { showNumber } from '../style/numbers';
import type { ConvolutionStep, ConvolutionTrace } from './convolutionTrace';

/** `2`, or `(−1)` where a bare sign would be hard to read. */
export function factor(value: number): string {
  return value < 0 ? `(${showNumber(value)})` : showNumber(value);
}

/** `1·0 + 2·(−1) + 3·1 = 1` */
function sumOfProducts({ products, sum }: ConvolutionStep['channels'][number]): string {
  const terms = products.map(({ input, weight }) => `${factor(input)}·${factor(weight)}`);
  return `${terms.join(' + ')} = ${showNumber(sum)}`;
}

/**
 * A step written out: a line for each channel, and one for their sum where there is more than one or a bias.
 *
 * @returns such as `['1·0 + 2·(−1) = −2']`, or `['channel 0: 1·2 = 2', 'channel 1: 3·1 = 3', '2 + 3 + bias 1 = 6']`
 */
export function stepLines(step: ConvolutionStep, { bias }: Pick<ConvolutionTrace, 'bias'>): string[] {
  const { channels } = step;
  const several = channels.length > 1;
  const lines = channels.map((channel, i) => `${several ? `channel ${i}: ` : ''}${sumOfProducts(channel)}`);
  if (!several && bias === undefined) return lines;
  const parts = channels.map(({ sum }) => factor(sum));
  if (bias !== undefined) parts.push(`bias ${factor(bias)}`);
  return [...lines, `${parts.join(' + ')} = ${showNumber(step.output)}`];
}
