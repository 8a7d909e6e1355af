import type { Tensor } from '@tensorflow/tfjs-node';
import { type Box, boxHeight, boxWidth } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs';
import { type BoxField, type ImagesOfOneSize, type Located, outputShapeOf, type Task } from '../../../lib/training';
import { COLORS, type Scene, stacked } from './scenes';

/** Images with one object each. */
export type SingleObjects = ImagesOfOneSize & { readonly objects: readonly Located[] };

export function singleObjects(scenes: readonly Scene[]): SingleObjects {
  return { ...stacked(scenes), objects: scenes.flatMap(({ objects }) => objects.slice(0, 1)) };
}

/** Where the one object is: edges of its box as parts of the image. What augmentation has moved out is not asked for. */
export function localisation(): Task<SingleObjects, { readonly object: BoxField }, 'box' | 'present', 'meanIou'> {
  return {
    settings: { task: 'localisation' },
    lossName: 'absolute error of the edges',
    parts: {},
    measures: { meanIou: { label: 'mean IoU', unit: '%', better: 'higher' } },
    fields: ({ objects }) => ({
      object: { kind: 'boxes', objects: objects.map(one => [one]), classNames: COLORS, leastVisible: 0.5 },
    }),
    check(model, _, where) {
      const shape = outputShapeOf(model);
      if (shape.join() !== '4')
        throw new RangeError(`${where}: a box has four numbers. The output is [${shape.join(', ')}].`);
    },
    targets({ fields: { object }, shape: [count, height, width] }) {
      const boxes = object.objects.map(([one]) => one?.box);
      const edges = boxes.flatMap(box => (box === undefined ? [0, 0, 0, 0] : parts(box, height, width)));
      const present = boxes.map(box => (box === undefined ? 0 : 1));
      return {
        box: { shape: [count, 4], data: Float32Array.from(edges) },
        present: { shape: [count], data: Float32Array.from(present) },
      };
    },
    loss: ([output], { box, present }) => {
      const error = tf.mean(tf.abs(tf.sub(output, box)), 1);
      return tf.div(tf.sum(tf.mul(error, present)), tf.maximum(tf.sum(present), 1));
    },
    measure: ([output], { box, present }) => ({
      iou: tf.sum(tf.mul(iou(output, box), present)),
      present: tf.sum(present),
    }),
    summarize: sums => ({ meanIou: sums.scalar('iou') / sums.scalar('present') }),
  };
}

function parts([x1, y1, x2, y2]: Box, height: number, width: number): number[] {
  return [x1 / width, y1 / height, x2 / width, y2 / height];
}

/** Intersection over union of boxes [n, 4], row by row. */
function iou(a: Tensor, b: Tensor): Tensor {
  const low = tf.maximum(corner(a, 0), corner(b, 0));
  const high = tf.minimum(corner(a, 2), corner(b, 2));
  const common = tf.prod(tf.relu(tf.sub(high, low)), 1);
  return tf.div(common, tf.maximum(tf.sub(tf.add(area(a), area(b)), common), 1e-6));
}

function corner(boxes: Tensor, first: number): Tensor {
  return tf.slice(boxes, [0, first], [-1, 2]);
}

function area(boxes: Tensor): Tensor {
  return tf.prod(tf.relu(tf.sub(corner(boxes, 2), corner(boxes, 0))), 1);
}

/** The same by hand, for two boxes. */
export function iouOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (boxWidth(a) * boxHeight(a) + boxWidth(b) * boxHeight(b) - common);
}
