import { analyze, type LayerReport } from '../arithmetic/analyze';
import type { ReceptiveField } from '../arithmetic/receptiveField';
import { at } from '../spec/at';
import type { Layer, NetworkSpec, Pair } from '../spec/network';
import { toPair } from '../spec/pair';

/** How the offset of one crop follows from where units lie. */
export interface CropOffset {
  /** Rows and columns that the crop takes off at the top and the left. */
  readonly offset: Pair;
  /** Centre of the first unit that is cut, and of the first one that it is cut to, in pixels of the input. */
  readonly start: Pair;
  readonly reference: Pair;
  /** Pixels of the input between neighbouring units, the same in both. */
  readonly stride: Pair;
  /** The calculation, written out. */
  readonly text: string;
}

/**
 * Where each crop of a network must begin so that units lie over the pixels that they belong to:
 *
 *   offset = (start of the reference − start of what is cut) / stride,
 *
 * with starts and strides from the arithmetic of receptive fields. The network's own offsets do not matter.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @returns an offset for each layer `crop`, by its name
 * @throws RangeError when strides differ or units lie between each other, so that no crop brings them together
 * @see https://github.com/shelhamer/fcn.berkeleyvision.org, whose prototxt files have 19; 5, 27; 5, 9, 31
 */
export function cropOffsets(net: NetworkSpec): Record<string, Pair> {
  return Object.fromEntries(Object.entries(explainCropOffsets(net)).map(([name, { offset }]) => [name, offset]));
}

/**
 * The same, with the numbers that each offset comes from.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @throws RangeError as `cropOffsets`
 */
export function explainCropOffsets(net: NetworkSpec): Record<string, CropOffset> {
  const found: Record<string, CropOffset> = {};
  // Where a later crop's input lies depends on the crops before it, so each is put right before the next is asked.
  for (const { name, op, inputs } of net.layers) {
    if (op !== 'crop') continue;
    const { layers } = analyze(withOffsets(net, found));
    const field = (input: string): ReceptiveField => fieldOf(layers, input, name);
    found[name] = offsetBetween(field(at(inputs, 0)), field(at(inputs, 1)), name);
  }
  return found;
}

/** The network with the offsets that are known; the others are 0, which always fits. */
function withOffsets(net: NetworkSpec, known: Readonly<Record<string, CropOffset>>): NetworkSpec {
  const placed = (layer: Layer): Layer =>
    layer.op === 'crop' ? { ...layer, offset: known[layer.name]?.offset ?? 0 } : layer;
  return { ...net, layers: net.layers.map(placed) };
}

function fieldOf(layers: readonly LayerReport[], input: string, crop: string): ReceptiveField {
  const field = layers.find(({ name }) => name === input)?.receptiveField;
  if (field) return field;
  throw new RangeError(`cropOffsets: "${crop}" reads "${input}", whose units see the whole input and have no place.`);
}

function offsetBetween(cut: ReceptiveField, reference: ReceptiveField, name: string): CropOffset {
  const along = (axis: 0 | 1): number => {
    const [stride, other] = [toPair(cut.stride)[axis], toPair(reference.stride)[axis]];
    if (stride !== other) {
      throw new RangeError(
        `cropOffsets: "${name}" cuts units that lie ${stride} pixels apart to units that lie ${other} apart. Upsample one of them first.`,
      );
    }
    return (toPair(reference.start)[axis] - toPair(cut.start)[axis]) / stride;
  };
  const [rows, columns] = [along(0), along(1)];
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 0 && columns >= 0)) {
    throw new RangeError(
      `cropOffsets: no whole offset brings the units of "${name}" together: it would be [${rows}, ${columns}]. Change a padding before it.`,
    );
  }
  const offset = rows === columns ? rows : ([rows, columns] as const);
  const [start, from, stride] = [reference.start, cut.start, cut.stride].map(value => toPair(value)[0]);
  return {
    ...{ offset, start: cut.start, reference: reference.start, stride: cut.stride },
    text: `(${start} − ${from}) / ${stride} = ${rows}`.replace(/− -/g, '+ ').replace(/\(-/g, '(−'),
  };
}
