import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rank, Tensor4D } from '@tensorflow/tfjs-node';
import { analyze } from '../../../lib/arithmetic';
import { Graph, type Padding } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs';
import { uniforms } from '../../support/fill';

const LAYERS = 10_000;
const KINDS = ['conv2d', 'transposed', 'max', 'average'] as const;

/** One random layer. TensorFlow dilates only where the stride is 1, and pads all but ordinary convolutions by rule only. */
interface Random {
  readonly kind: (typeof KINDS)[number];
  readonly input: readonly [number, number];
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly dilationRate: number;
}

function randomLayer(seed: number): Random {
  const u = uniforms(`layer ${seed}`, 12);
  let i = 0;
  const whole = (least: number, most: number): number => least + Math.floor((u[i++] ?? 0) * (most - least + 1));
  const kind = KINDS[whole(0, KINDS.length - 1)] ?? 'conv2d';
  const input = [whole(1, 12), whole(1, 12)] as const;
  const size = [whole(1, 5), whole(1, 5)] as const;
  const strides = [whole(1, 4), whole(1, 4)] as const;
  const rule = whole(0, 2);
  const sides: Padding = [
    [whole(0, 3), whole(0, 3)],
    [whole(0, 3), whole(0, 3)],
  ];
  const padding = rule === 0 ? 'same' : rule === 1 || kind !== 'conv2d' ? 'valid' : sides;
  const dilationRate = strides[0] === 1 && strides[1] === 1 && kind === 'conv2d' ? whole(1, 3) : 1;
  return { kind, input, size, strides, padding, dilationRate };
}

function ours({ kind, input, size, strides, padding, dilationRate }: Random): readonly number[] {
  const g = new Graph('random', [...input, 2]);
  const x = g.input();
  const window = { strides, padding, dilationRate };
  const pool = { poolSize: size, strides, padding };
  switch (kind) {
    case 'conv2d':
      return shapeOf(g, g.conv2d(x, { filters: 3, kernelSize: size, ...window }, 'layer'));
    case 'transposed':
      return shapeOf(g, g.conv2dTranspose(x, { filters: 3, kernelSize: size, ...window }, 'layer'));
    case 'max':
      return shapeOf(g, g.maxPooling2d(x, pool, 'layer'));
    case 'average':
      return shapeOf(g, g.averagePooling2d(x, pool, 'layer'));
  }
}

function shapeOf(g: Graph, output: string): readonly number[] {
  return analyze(g.build(output)).layers.at(-1)?.outputShape ?? [];
}

function theirs(
  { kind, input, size, strides, padding, dilationRate }: Random,
  expected: readonly number[],
): readonly number[] {
  const x = tf.zeros<Rank.R4>([1, ...input, 2]);
  const kernel = (inputs: number, outputs: number): Tensor4D => tf.zeros<Rank.R4>([...size, inputs, outputs]);
  const rule = padding === 'same' ? 'same' : 'valid';
  const [kernelSize, step]: [number, number][] = [[...size], [...strides]];
  switch (kind) {
    case 'conv2d':
      return convolved(tf.conv2d(x, kernel(2, 3), step ?? 1, explicit(padding) ?? rule, 'NHWC', dilationRate).shape);
    case 'transposed': {
      // TensorFlow is told the output's size, and refuses one whose convolution would not have the input's.
      const [height = 0, width = 0] = expected;
      return tf.conv2dTranspose(
        x,
        kernel(3, 2),
        [1, height, width, 3],
        step ?? 1,
        padding === 'same' ? 'same' : 'valid',
      ).shape;
    }
    case 'max':
      return tf.maxPool(x, kernelSize ?? 1, step ?? 1, rule).shape;
    case 'average':
      return tf.avgPool(x, kernelSize ?? 1, step ?? 1, rule).shape;
  }
}

/** Where the output would be empty, TensorFlow's convolution gives an array of the input's shape, with its 2 channels. */
function convolved(shape: readonly number[]): readonly number[] {
  return shape.at(-1) === 3 ? shape : [1, 0];
}

/** As tfjs writes padding for each side, the batch's and the channels' first and last. */
function explicit(
  padding: Padding,
): [[number, number], [number, number], [number, number], [number, number]] | undefined {
  if (typeof padding !== 'object' || typeof padding[0] === 'number' || typeof padding[1] === 'number') return undefined;
  const [rows, columns] = padding;
  return [[0, 0], [...rows], [...columns], [0, 0]];
}

/** The shape, or that the layer was refused; an output without a pixel is none. */
function shapeOrRefusal(work: () => readonly number[]): string {
  try {
    const shape = work();
    return shape.some(size => size < 1) ? 'refused' : `[${shape.join(', ')}]`;
  } catch {
    return 'refused';
  }
}

test(`${LAYERS} random layers: our shapes are TensorFlow's, or both refuse`, () => {
  const seen = { refused: 0, accepted: 0 };
  for (let seed = 0; seed < LAYERS; seed++) {
    const layer = randomLayer(seed);
    const expected = shapeOrRefusal(() => ours(layer));
    const given = expected === 'refused' ? [] : ours(layer);
    const found = tf.tidy(() => shapeOrRefusal(() => theirs(layer, given).slice(1)));
    assert.equal(expected, found, JSON.stringify(layer));
    seen[expected === 'refused' ? 'refused' : 'accepted'] += 1;
  }
  assert.ok(seen.refused > 500 && seen.accepted > 5_000, JSON.stringify(seen));
});
