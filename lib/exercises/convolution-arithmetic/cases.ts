import { fill, type Matrix } from '../engine/matrix';

/** Arguments of the output-size formula, in pixels. */
export type SizeArguments = readonly [input: number, kernel: number, stride: number, padding: number];

/** Known layers first, because the first that fails is shown; then every small combination that fits. */
export function sizeCases(): SizeArguments[] {
  const known: SizeArguments[] = [
    [224, 11, 4, 2],
    [224, 7, 2, 3],
    [5, 3, 1, 0],
    [28, 5, 1, 0],
  ];
  for (let input = 4; input <= 9; input++) {
    for (const kernel of [1, 2, 3, 4]) {
      for (const stride of [1, 2, 3]) for (const padding of [0, 1, 2]) known.push([input, kernel, stride, padding]);
    }
  }
  return known;
}

/** Small whole numbers without symmetry, so that a message can be checked by hand. */
export function imageCases(): (readonly [Matrix, Matrix])[] {
  const sizes = [
    { image: [3, 3], kernel: [2, 2] },
    { image: [4, 4], kernel: [3, 3] },
    { image: [4, 6], kernel: [2, 2] },
    { image: [6, 3], kernel: [3, 3] },
    { image: [5, 7], kernel: [2, 3] },
  ] as const;
  return sizes.map(({ image, kernel }, seed) => [scatter(image, 3 * seed + 1), scatter(kernel, 5 * seed + 2)]);
}

function scatter([height, width]: readonly [number, number], seed: number): Matrix {
  return fill(height, width, (r, c) => ((r * 7 + c * 3 + r * c * 5 + seed) % 11) - 3);
}
