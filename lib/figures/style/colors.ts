import { at } from '../../spec/at';

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * `'gray'`: black to white, for brightness. `'sequential'`: cividis, for amounts. `'signed'`: vermilion below zero, white
 * at zero, blue above it.
 * The last two keep their order for readers who do not tell red from green.
 */
export type ColorScaleName = 'gray' | 'sequential' | 'signed';

type Stop = readonly [position: number, color: Rgb];

/** Cividis from Nuñez, Anderton and Renslow, 2018, https://doi.org/10.1371/journal.pone.0199239, at ten places. */
const CIVIDIS: readonly Stop[] = [
  [0, [0, 32, 76]],
  [0.117647, [0, 52, 110]],
  [0.235294, [60, 74, 107]],
  [0.352941, [91, 95, 109]],
  [0.470588, [117, 117, 117]],
  [0.588235, [146, 140, 120]],
  [0.705882, [176, 165, 114]],
  [0.823529, [209, 191, 102]],
  [0.941176, [243, 219, 79]],
  [1, [255, 233, 69]],
];

const SCALES: Readonly<Record<ColorScaleName, readonly Stop[]>> = {
  gray: [
    [0, [0, 0, 0]],
    [1, [255, 255, 255]],
  ],
  sequential: CIVIDIS,
  signed: [
    [0, [213, 94, 0]],
    [0.5, [255, 255, 255]],
    [1, [0, 114, 178]],
  ],
};

/** Pale enough for dark text on every colour: vermilion, white, blue. */
export const PALE_SIGNED: readonly (readonly [number, string])[] = [
  [0, 'rgb(247,181,143)'],
  [0.5, 'rgb(255,255,255)'],
  [1, 'rgb(143,196,232)'],
];

/** The scale as plotly writes it. */
export function plotlyScale(name: ColorScaleName): readonly (readonly [number, string])[] {
  return SCALES[name].map(([position, color]) => [position, `rgb(${color.join(',')})`]);
}

/**
 * The colour of a value.
 *
 * @param share the value's place between the ends of the scale, from 0 to 1; values beyond take the colour of the end
 */
export function colorAt(name: ColorScaleName, share: number): Rgb {
  const stops = SCALES[name];
  const inside = Math.min(1, Math.max(0, share));
  const after = Math.max(
    1,
    stops.findIndex(([position]) => position >= inside),
  );
  const [[from, start], [to, end]] = [at(stops, after - 1), at(stops, after)];
  const part = (inside - from) / (to - from);
  const mix = (i: 0 | 1 | 2): number => Math.round(start[i] + part * (end[i] - start[i]));
  return [mix(0), mix(1), mix(2)];
}
