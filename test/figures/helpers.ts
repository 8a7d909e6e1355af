import assert from 'node:assert/strict';
import type { Figure } from '../../lib/figures';
import type { NDArray } from '../../lib/spec/ndarray';

/** An array of a shape, filled by the index. */
export function fill(shape: readonly number[], value: (index: number) => number): NDArray {
  const count = shape.reduce((product, side) => product * side, 1);
  return { shape, data: Float32Array.from({ length: count }, (_, i) => value(i)) };
}

/** What must be in the figure. */
export function present<T>(value: T | undefined): T {
  assert.ok(value !== undefined, 'a part of the figure is missing');
  return value;
}

/** What a front end gets: the figure after a trip through JSON. */
export function asJson(figure: Figure): Parsed {
  const text = JSON.stringify(figure);
  // The reader of plotly JSON knows its structure; the fields that tests use are named here.
  return JSON.parse(text) as Parsed;
}

export interface Trace {
  readonly type: string;
  readonly mode?: string;
  readonly name?: string;
  readonly source?: string;
  readonly x?: (number | string | null)[];
  readonly y?: (number | string | null)[];
  readonly z?: (number | null)[][];
  readonly text?: string[] & string[][];
  readonly x0?: number;
  readonly y0?: number;
  readonly dx?: number;
  readonly dy?: number;
  readonly zmin?: number;
  readonly zmax?: number;
  readonly visible?: boolean;
  readonly showlegend?: boolean;
  readonly marker?: { readonly sizemode?: string; readonly size?: number[]; readonly sizeref?: number };
  readonly fill?: string;
  readonly line?: { readonly color: string; readonly dash?: string };
  readonly error_x?: { readonly array: number[]; readonly arrayminus: number[] };
  readonly error_y?: { readonly array: number[] };
}

export interface Parsed {
  readonly alt: string;
  readonly data: Trace[];
  readonly frames?: { readonly name: string; readonly data: Trace[]; readonly traces: number[] }[];
  readonly layout: {
    readonly title: { readonly text: string };
    readonly width?: number;
    readonly height: number;
    readonly meta: { readonly alt: string };
    readonly annotations?: { readonly text: string; readonly x: number; readonly y: number }[];
    readonly shapes?: { readonly x0: number; readonly x1: number }[];
    readonly xaxis: AxisJson;
    readonly yaxis: AxisJson;
    readonly coloraxis?: { readonly cmin: number; readonly cmax: number };
    readonly sliders?: {
      readonly active: number;
      readonly steps: { readonly label: string; readonly args: [string[], unknown] }[];
    }[];
    readonly updatemenus?: { readonly buttons: { readonly label: string; readonly args: [unknown, unknown] }[] }[];
  };
}

interface AxisJson {
  readonly title?: { readonly text: string };
  readonly type?: string;
  readonly range?: [number, number];
  readonly tickvals?: number[];
  readonly ticktext?: string[];
}

/** Bytes of the figure as JSON. */
export function size(figure: Figure): number {
  return Buffer.byteLength(JSON.stringify(figure));
}
