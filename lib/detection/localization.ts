import type { LayersModel, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node';
import { at } from '../spec/at';
import type { Box } from '../spec/box';
import { tf } from '../tfjs/backend';
import { softmaxCrossEntropy } from '../tfjs/kernels/loss';
import type { BoxField, ImageSet, Located, Task } from '../training';

/** Images of which each shows one object; of several, the first counts. */
export type ImagesWithOneObject = ImageSet & {
  readonly objects: readonly (readonly Located[])[];
  readonly classNames: readonly string[];
};

export interface LocalizationOptions {
  /** How much the squared error of the box counts beside the cross-entropy of the class; 20 unless told. */
  readonly boxWeight?: number;
}

/** What one object is, and where. */
export type Localization = Task<
  ImagesWithOneObject,
  { readonly object: BoxField },
  'label' | 'box' | 'present',
  'accuracy' | 'meanIou' | 'found',
  'class' | 'box'
>;

/** An object that augmentation moves out of the picture is not asked for when less than this part of it is left. */
const LEAST_VISIBLE = 0.5;

/**
 * Classification and localization of one object: a network with two outputs, scores [classes] and the edges of a box [4], as
 * shares of the picture's width and height. The loss is the cross-entropy of the class and, weighted, the squared error of
 * the four edges, added up.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws RangeError when the weight is not positive
 */
export function localization({ boxWeight = 20 }: LocalizationOptions = {}): Localization {
  if (!(boxWeight > 0 && Number.isFinite(boxWeight))) {
    throw new RangeError(`localization: boxWeight must be a positive number. Received ${boxWeight}.`);
  }
  return {
    settings: { task: 'localization', boxWeight },
    lossName: 'cross-entropy and error of the box',
    parts: { class: 'class', box: 'box, weighted' },
    measures: {
      accuracy: { label: 'accuracy', unit: '%', better: 'higher' },
      meanIou: { label: 'mean IoU', unit: '%', better: 'higher' },
      found: { label: 'found: class right, IoU 0.5 or more', unit: '%', better: 'higher' },
    },
    fields: ({ objects, classNames }) => ({
      object: { kind: 'boxes', objects: objects.map(one => one.slice(0, 1)), classNames, leastVisible: LEAST_VISIBLE },
    }),
    check: checkOutputs,
    targets: ({ fields: { object }, shape: [count, height, width] }) => {
      const first = object.objects.map(([one]) => one);
      const edges = first.flatMap(one => (one === undefined ? [0, 0, 0, 0] : asShares(one.box, height, width)));
      return {
        label: { shape: [count], data: Int32Array.from(first, one => one?.label ?? 0) },
        box: { shape: [count, 4], data: Float32Array.from(edges) },
        present: { shape: [count], data: Float32Array.from(first, one => Number(one !== undefined)) },
      };
    },
    loss: (outputs, { label, box, present }) => {
      const [scores, edges] = asPair(outputs);
      const squares = tf.sum(tf.square(tf.sub(edges, box)), 1);
      return {
        class: meanOver(present, softmaxCrossEntropy(scores, label as Tensor1D)), // targets gives it one axis
        box: tf.mul(meanOver(present, squares), boxWeight),
      };
    },
    measure: (outputs, { label, box, present }) => {
      const [scores, edges] = asPair(outputs);
      const overlap = tf.mul(overlapOf(edges, box), present);
      const correct = tf.mul(tf.cast(tf.equal(tf.argMax(scores, -1), label), 'float32'), present);
      const placed = tf.cast(tf.greaterEqual(overlap, 0.5), 'float32');
      return {
        correct: tf.sum(correct),
        overlap: tf.sum(overlap),
        found: tf.sum(tf.mul(correct, placed)),
        present: tf.sum(present),
      };
    },
    summarize: sums => {
      const present = Math.max(sums.scalar('present'), 1);
      return {
        accuracy: sums.scalar('correct') / present,
        meanIou: sums.scalar('overlap') / present,
        found: sums.scalar('found') / present,
      };
    },
  };
}

function checkOutputs(model: LayersModel, { object }: { readonly object: BoxField }, where: string): void {
  const shapes = model.outputs.map(({ shape }) => shape.slice(1).join(' × '));
  const classes = object.classNames.length;
  if (shapes.length !== 2 || shapes[0] !== String(classes) || shapes[1] !== '4') {
    throw new RangeError(
      `${where}: the model "${model.name}" must give two outputs, ${classes} scores and the 4 edges of a box. ` +
        `Its outputs are [${shapes.join('], [')}]. Give both to g.build(scores, box).`,
    );
  }
  const without = object.objects.findIndex(objects => objects.length === 0);
  if (without === -1) return;
  throw new RangeError(`${where}: every image must have an object. Image ${without} has none.`);
}

function asPair(outputs: readonly Tensor[]): [scores: Tensor2D, edges: Tensor2D] {
  return [at(outputs, 0) as Tensor2D, at(outputs, 1) as Tensor2D]; // as checkOutputs has seen
}

/** The mean over the images whose object is left. */
function meanOver(present: Tensor, values: Tensor): ReturnType<typeof tf.scalar> {
  return tf.div(tf.sum(tf.mul(values, present)), tf.maximum(tf.sum(present), 1));
}

function asShares([x1, y1, x2, y2]: Box, height: number, width: number): number[] {
  return [x1 / width, y1 / height, x2 / width, y2 / height];
}

/** Intersection over union of boxes [n, 4], row by row. */
function overlapOf(a: Tensor, b: Tensor): Tensor {
  const low = tf.maximum(corner(a, 0), corner(b, 0));
  const high = tf.minimum(corner(a, 2), corner(b, 2));
  const shared = tf.prod(tf.relu(tf.sub(high, low)), 1);
  return tf.div(shared, tf.maximum(tf.sub(tf.add(area(a), area(b)), shared), 1e-6));
}

function corner(boxes: Tensor, first: number): Tensor {
  return tf.slice(boxes, [0, first], [-1, 2]);
}

function area(boxes: Tensor): Tensor {
  return tf.prod(tf.relu(tf.sub(corner(boxes, 2), corner(boxes, 0))), 1);
}
