import type { Pair } from '../spec/network';
import type { Reach } from '../spec/ops/definition';
import { type ResolvedWindow, span } from '../spec/window';

/** The receptive field of a layer's units, in pixels of the network's input. */
export interface ReceptiveField {
  /** Height and width of the field. A number when both are the same. */
  readonly size: Pair;
  /** Distance between the fields of neighbouring units. */
  readonly stride: Pair;
  /** Centre of the first unit's field; the centre of the first pixel is 0.5. Negative when it lies in the padding. */
  readonly start: Pair;
}

/** The same along one axis. */
interface Field {
  readonly size: number;
  readonly stride: number;
  readonly start: number;
}

/** Height and width, or null where units see the whole input. */
export type Fields = readonly [Field, Field] | null;

const PIXEL: Field = { size: 1, stride: 1, start: 0.5 };

/** The field of an input pixel: the pixel itself. */
export const INPUT_FIELDS: Fields = [PIXEL, PIXEL];

/**
 * The fields of a layer's units from those of the layer that it reads:
 * size' = size + dilation · (k − 1) · stride,  start' = start + (dilation · (k − 1) / 2 − padding) · stride,  stride' = stride · s.
 *
 * @see Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, https://distill.pub/2019/computing-receptive-fields
 */
export function throughLayer(fields: Fields, reach: Reach): Fields {
  if (fields === null || reach.kind === 'whole') return null;
  return [alongAxis(fields[0], reach, 0), alongAxis(fields[1], reach, 1)];
}

function alongAxis(field: Field, reach: Exclude<Reach, { kind: 'whole' }>, axis: 0 | 1): Field {
  switch (reach.kind) {
    case 'pointwise':
      return field;
    case 'window':
      return throughWindow(field, reach.window, axis);
    case 'transposedWindow':
      return throughTransposedWindow(field, reach.window, axis);
    case 'shift':
      return { ...field, start: field.start + reach.offset[axis] * field.stride };
    case 'resize':
      return throughResize(field, reach, axis);
  }
}

function throughWindow({ size, stride, start }: Field, window: ResolvedWindow, axis: 0 | 1): Field {
  const reach = span(window.size[axis], window.dilationRate[axis]) - 1;
  return {
    size: size + reach * stride,
    stride: stride * window.strides[axis],
    start: start + (reach / 2 - window.padding[axis][0]) * stride,
  };
}

/** Between two input pixels lie `strides` output pixels; a unit reads at most ⌈span / strides⌉ of the inputs. */
function throughTransposedWindow({ size, stride, start }: Field, window: ResolvedWindow, axis: 0 | 1): Field {
  const [kernel, step] = [span(window.size[axis], window.dilationRate[axis]), window.strides[axis]];
  return {
    size: size + (Math.ceil(kernel / step) - 1) * stride,
    stride: stride / step,
    start: start + ((window.padding[axis][0] - (kernel - 1) / 2) / step) * stride,
  };
}

/** Bilinear interpolation mixes two neighbours, nearest takes one. */
function throughResize(field: Field, reach: Extract<Reach, { kind: 'resize' }>, axis: 0 | 1): Field {
  const [from, to] = [reach.input[axis], reach.output[axis]];
  const ratio = reach.alignCorners ? (from - 1) / Math.max(to - 1, 1) : from / to;
  const centre = reach.alignCorners ? 0 : ratio / 2 - 0.5;
  return {
    size: field.size + (reach.method === 'bilinear' && from !== to ? field.stride : 0),
    stride: field.stride * ratio,
    start: field.start + centre * field.stride,
  };
}

/**
 * The fields where several layers meet (add, concatenate): from the earliest start to the latest end.
 *
 * @throws RangeError when the layers have different strides, so that their units do not line up
 */
export function join(all: readonly Fields[], where: string): Fields {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  const known = all.filter((fields): fields is readonly [Field, Field] => fields !== null);
  if (known.length < all.length || known.length === 0) return null;
  const along = (axis: 0 | 1): Field =>
    joinAxis(
      known.map(fields => fields[axis]),
      where,
    );
  return [along(0), along(1)];
}

function joinAxis(fields: readonly Field[], where: string): Field {
  const strides = [...new Set(fields.map(field => field.stride))];
  const [stride] = strides;
  if (stride === undefined || strides.length > 1) {
    throw new RangeError(
      `${where}: inputs must have the same receptive-field stride. Received ${strides.join(' and ')}. Pool or resize one of them first.`,
    );
  }
  const begin = Math.min(...fields.map(field => field.start - field.size / 2));
  const end = Math.max(...fields.map(field => field.start + field.size / 2));
  return { size: end - begin, stride, start: (begin + end) / 2 };
}

/** Both axes as one record; null where units see the whole input. */
export function toReceptiveField(fields: Fields): ReceptiveField | null {
  if (fields === null) return null;
  const [height, width] = fields;
  const both = (of: (field: Field) => number): Pair => {
    const [h, w] = [of(height), of(width)];
    return h === w ? h : [h, w];
  };
  return { size: both(f => f.size), stride: both(f => f.stride), start: both(f => f.start) };
}
