import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import * as ops from '../../../lib/ops';
import type { NDArray } from '../../../lib/spec';
import * as tfjs from '../../../lib/tfjs';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';

const { tf } = tfjs;

interface Pooling {
  readonly features: readonly number[];
  readonly rois: readonly (readonly number[])[];
  readonly cases: readonly { readonly name: string; readonly output: number[]; readonly gradient: number[] }[];
}

const { pooling } = readGolden<{ readonly pooling: Pooling }>('regions');
const [N, C, H, W] = [2, 3, 9, 13];

/** [n, c, h, w] as PyTorch has it → [n, h, w, c] */
function channelsLast(values: readonly number[], [n, c, h, w]: readonly [number, number, number, number]): NDArray {
  const given = tf.tensor4d([...values], [n, c, h, w]);
  const turned = tf.transpose(given, [0, 2, 3, 1]);
  const array = tfjs.toNDArray(turned);
  tf.dispose([given, turned]);
  return array;
}

const features = channelsLast(pooling.features, [N, C, H, W]);
const rois = ops.ndarray([pooling.rois.length, 5], pooling.rois.flat());

const RUNS: Readonly<
  Record<string, { readonly own: () => NDArray; readonly run: (x: Tensor, rois: Tensor) => Tensor }>
> = Object.fromEntries([
  ...Object.entries({ 'pool 3x2': [3, 2], 'pool 7x7': 7 } as const).map(([name, outputSize]) => {
    const options = { outputSize, spatialScale: 0.25 } as const;
    const own = (): NDArray => ops.roiPool(features, rois, options);
    return [name, { own, run: (x: Tensor, r: Tensor) => tfjs.roiPool(x, r, options) }] as const;
  }),
  ...Object.entries({
    'align 3x2': { outputSize: [3, 2], samplingRatio: 2, aligned: false },
    'align 2x2 aligned': { outputSize: 2, samplingRatio: 3, aligned: true },
    'align 4x4 adaptive': { outputSize: 4, samplingRatio: 0, aligned: true },
  } as const).map(([name, others]) => {
    const options = { ...others, spatialScale: 0.25 };
    const own = (): NDArray => ops.roiAlign(features, rois, options);
    return [name, { own, run: (x: Tensor, r: Tensor) => tfjs.roiAlign(x, r, options) }] as const;
  }),
]);

for (const { name, output, gradient } of pooling.cases) {
  test(`RoI ${name}: values from scratch and on tensors, and the gradient to the features, as torchvision's`, () => {
    const { own, run } = RUNS[name] ?? assert.fail(name);
    const { shape } = own();
    const [k = 0, oh = 0, ow = 0, c = 0] = shape;
    const expected = channelsLast(output, [k, c, oh, ow]);
    assertClose(own().data, expected.data, 1e-6, 'from scratch');
    const weights = channelsLast(
      output.map((_, i) => Math.cos(i)),
      [k, c, oh, ow],
    );
    tf.tidy(() => {
      const [x, regions] = [tfjs.toTensor(features), tfjs.toTensor(rois)];
      assertClose(run(x, regions).dataSync(), expected.data, 1e-5, 'on tensors');
      const found = tf.grad((y: Tensor) => tf.sum(tf.mul(run(y, regions), tfjs.toTensor(weights))))(x);
      assertClose(found.dataSync(), channelsLast(gradient, [N, C, H, W]).data, 1e-5, 'gradient');
    });
  });
}
