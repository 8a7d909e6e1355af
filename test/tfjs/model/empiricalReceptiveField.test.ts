import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { analyze, type LayerReport } from '../../../lib/arithmetic';
import { registry, upTo } from '../../../lib/models';
import { Graph, type Layer, type NetworkSpec, toPair } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';

/** Small enough that the gradient of the outermost pixels, a product of many small weights, does not vanish in 32 bits. */
const SIZE = 72;

/** A network with averages in place of maxima, whose gradient would reach a single pixel of each window. */
function withAverages(net: NetworkSpec): NetworkSpec {
  return { ...net, layers: net.layers.map(averaged) };
}

function averaged(layer: Layer): Layer {
  if (layer.op !== 'maxPooling2d') return layer;
  const { dilationRate: _, ...pool } = layer;
  return { ...pool, op: 'averagePooling2d', countIncludePad: true };
}

/** Every kernel an average of what it reads: all weights are positive, and no value grows or vanishes with depth. */
function averageEverything(model: LayersModel): void {
  for (const weight of model.weights) {
    const values = weight.read();
    const isKernel = values.shape.length >= 2;
    if (!isKernel) continue;
    const fanIn = values.size / (values.shape.at(-1) ?? 1);
    weight.write(tf.fill(values.shape, 1 / fanIn));
  }
}

/** First and last row and column of the input that the gradient of one unit reaches. */
function support(model: LayersModel, unit: readonly [number, number]): { rows: number[]; columns: number[] } {
  const gradient = tf.tidy(() => {
    const x = tf.ones([1, SIZE, SIZE, model.inputs[0]?.shape[3] ?? 1]);
    const value = (image: Tensor): Tensor => {
      const output = model.apply(image) as Tensor; // one input, one output
      return output.slice([0, unit[0], unit[1], 0], [1, 1, 1, -1]).sum();
    };
    return tf.grad(value)(x).abs().sum([0, 3]);
  });
  const values = gradient.arraySync() as number[][]; // [rows, columns]
  gradient.dispose();
  const rows = values.flatMap((row, y) => (row.some(v => v > 0) ? [y] : []));
  const columns = (values[rows[0] ?? 0] ?? []).flatMap((_, x) => (values.some(row => (row[x] ?? 0) > 0) ? [x] : []));
  return { rows: [rows[0] ?? -1, rows.at(-1) ?? -1], columns: [columns[0] ?? -1, columns.at(-1) ?? -1] };
}

/** The unit in the middle of a layer, and the pixels that it reads in theory. */
function theory({ outputShape, receptiveField }: LayerReport): {
  unit: [number, number];
  rows: number[];
  columns: number[];
} {
  assert.ok(receptiveField);
  const unit: [number, number] = [Math.floor((outputShape[0] ?? 0) / 2), Math.floor((outputShape[1] ?? 0) / 2)];
  const [size, stride, start] = [receptiveField.size, receptiveField.stride, receptiveField.start].map(toPair);
  const along = (axis: 0 | 1): number[] => {
    const centre = (start?.[axis] ?? 0) + unit[axis] * (stride?.[axis] ?? 1);
    const half = (size?.[axis] ?? 0) / 2;
    return [centre - half, centre + half - 1];
  };
  return { unit, rows: along(0), columns: along(1) };
}

/** The deepest layers whose middle unit sees no border: its whole field lies in the image. */
function deepestInside(net: NetworkSpec): LayerReport[] {
  const fits = analyze(net, { inputShape: [SIZE, SIZE, 3] }).layers.filter(layer => {
    if (layer.receptiveField === null || layer.op === 'input') return false;
    const { rows, columns } = theory(layer);
    return Math.min(...rows, ...columns) >= 0 && Math.max(...rows, ...columns) < SIZE;
  });
  const widening = fits.filter((layer, i) => i === 0 || toPair(layer.receptiveField?.size ?? 0)[0] > 3);
  return widening.filter((_, i) => i >= widening.length - 2 || i === Math.floor(widening.length / 2));
}

const FAMILIES = [
  ...[
    'alexnet',
    'alexnet_two_tower',
    'vgg11',
    'googlenet',
    'googlenet_paper',
    'resnet18',
    'resnet50',
    'resnet50_paper',
  ],
  ...['resnet20', 'plain20', 'densenet121', 'densenet_cifar', 'fcn_resnet50'],
];

for (const name of FAMILIES) {
  test(`${name}: the gradient of a unit reaches exactly the pixels of its receptive field`, () => {
    const net = registry[name]?.build({ inputShape: [SIZE, SIZE, 3] });
    assert.ok(net);
    const layers = deepestInside(net);
    assert.ok(layers.length >= 2, 'no layer fits');
    for (const layer of layers) {
      const model = buildModel(withAverages(upTo(net, layer.name)), { initializer: 'zeros' });
      averageEverything(model);
      const { unit, ...expected } = theory(layer);
      assert.deepEqual(support(model, unit), expected, `${name} ${layer.name}`);
      model.dispose();
    }
  });
}

/** Networks that come back to the size of the image: each unit sees as many pixels as the theory says, from its own place. */
const UPSAMPLING: readonly (readonly [string, (g: Graph, x: string, input: string) => string])[] = [
  [
    'transposed convolution',
    (g, x) => g.conv2dTranspose(x, { filters: 2, kernelSize: 4, strides: 2, padding: 1 }, 'up'),
  ],
  [
    'transposed convolution, cut as in FCN',
    (g, x, input) =>
      g.crop(g.conv2dTranspose(x, { filters: 2, kernelSize: 4, strides: 2 }, 'up'), input, { offset: 1 }, 'score'),
  ],
  ['bilinear', (g, x, input) => g.resizeLike(x, input, { method: 'bilinear' }, 'up')],
];

for (const [name, upsample] of UPSAMPLING) {
  test(`upsampling by ${name}: as many pixels as in theory, from the unit's own place`, () => {
    const g = new Graph('hourglass', [SIZE, SIZE, 3]);
    const input = g.input();
    const down = g.conv2d(input, { filters: 2, kernelSize: 3, padding: 1 }, 'conv');
    const pooled = g.averagePooling2d(down, { poolSize: 2 }, 'pool');
    const net = g.build(upsample(g, g.conv2d(pooled, { filters: 2, kernelSize: 3, padding: 1 }, 'conv2'), input));
    const layer = analyze(net).layers.find(({ name }) => name === net.outputs[0]);
    assert.ok(layer);
    const model = buildModel(net, { initializer: 'zeros' });
    averageEverything(model);
    const { unit, rows } = theory(layer);
    const seen = support(model, unit);
    assert.equal((seen.rows[1] ?? 0) - (seen.rows[0] ?? 0), (rows[1] ?? 0) - (rows[0] ?? 0));
    const centre = ([from = 0, to = 0]: number[]): number => (from + to) / 2;
    // The theory's centres are evenly spaced; a unit's own neighbours are whole pixels of the smaller map.
    assert.ok(Math.abs(centre(seen.rows) - centre(rows)) <= 1, `${seen.rows} against ${rows}`);
    model.dispose();
  });
}
