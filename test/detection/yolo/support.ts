import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs-node';
import type { Prior, YoloLossTerms } from '../../../lib/detection';
import { yoloDetection } from '../../../lib/detection';
import { type Box, Graph, type NDArray } from '../../../lib/spec';
import { elements } from '../../../lib/spec/shape';
import { buildModel, tf } from '../../../lib/tfjs';
import { toNDArray } from '../../../lib/tfjs/arrays';
import type { Located } from '../../../lib/training';

/** Objects as [label, x1, y1, x2, y2]. */
export type Listed = readonly [label: number, x1: number, y1: number, x2: number, y2: number];

export function located(objects: readonly Listed[]): Located[] {
  return objects.map(([label, ...box]) => ({ label, box: box as Box })); // four numbers are left
}

export interface LossCase {
  readonly grid: readonly [number, number];
  readonly boxes: number;
  readonly priors?: readonly Prior[];
  readonly classes: number;
  readonly picture: readonly [number, number];
  readonly objects: readonly (readonly Listed[])[];
}

/** An output of the network: value i is scale · sin(1.7 i + 0.3), as in test/golden/make_yolo.py. */
export function sines({ grid, boxes, classes, objects }: LossCase, scale: number): NDArray {
  const shape = [objects.length, ...grid, 5 * boxes + classes];
  return { shape, data: Float32Array.from({ length: elements(shape) }, (_, i) => scale * Math.sin(1.7 * i + 0.3)) };
}

/** Targets of YOLO do not depend on the model. */
function unread(): LayersModel {
  const g = new Graph('unread', [1, 1, 3]);
  return buildModel(g.build(g.relu(g.input())));
}

/** The loss that training uses, with its gradient to the output. */
export function trainedLoss(
  { grid, boxes, priors, classes, picture: [height, width], objects }: LossCase,
  output: NDArray,
): { readonly terms: YoloLossTerms; readonly gradient: Float32Array } {
  const task = yoloDetection({ grid, boxes, priors });
  const classNames = Array.from({ length: classes }, (_, label) => `class ${label}`);
  const object = { kind: 'boxes', objects: objects.map(located), classNames, leastVisible: 0 } as const;
  const count = objects.length;
  const images = new Float32Array(0);
  const targets = task.targets(
    { images, shape: [count, height, width, 3], fields: { object }, choices: null },
    unread(),
  );
  return tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(targets).map(([name, { shape, data }]) => [
        name,
        tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    ) as Record<keyof typeof targets, Tensor>; // the names of the targets
    const terms = (x: Tensor): Readonly<Record<string, Scalar>> => {
      const loss = task.loss([x], tensors);
      if (loss instanceof tf.Tensor) throw new TypeError('the loss must have five terms.');
      return loss;
    };
    const x = tf.tensor(output.data, [...output.shape]);
    const total = (one: Tensor): Scalar => tf.addN(Object.values(terms(one)));
    const values = Object.entries(terms(x)).map(([name, term]) => [name, term.arraySync()]);
    return { terms: Object.fromEntries(values), gradient: toNDArray(tf.grad(total)(x)).data };
  });
}
