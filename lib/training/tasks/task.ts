import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import type { Batch } from '../batches/batches';
import type { Fields } from '../batches/fields';
import type { ReportRow } from '../batches/fields/describeField';
import type { ImageSet } from '../batches/imageSet';
import type { Sums } from './sums';

/** What a network gives, the main output first. */
export type Outputs = readonly [Tensor, ...Tensor[]];

/** Numbers for the loss: floats become a float32 tensor, whole numbers an int32 tensor. */
export interface TargetArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** How a measured number is called and shown. */
export interface MeasureFormat {
  /** As charts have it: `'mean IoU'`. */
  readonly label: string;
  /** `'%'` for values from 0 to 1, which are shown times 100; null for a plain number. */
  readonly unit: string | null;
  readonly better: 'higher' | 'lower';
}

/** What is kept of one batch of an evaluation. */
export interface Kept<F extends Fields> {
  readonly arrays: Readonly<Record<string, NDArray>>;
  readonly fields: F;
  /** Of the batch's images, `[n, h, w, c]`. */
  readonly shape: Batch['shape'];
}

/**
 * What a network is trained for: what it has to know of each image, what training makes small, and what is measured. The
 * loop, its charts, checkpoints and histories know no task.
 *
 * `loss` and `measure` are pure functions of tensors that read nothing back, so that a step can be recorded as a graph.
 *
 * @typeParam Set images with their right answers, as a data set has them
 * @typeParam F the fields that a batch has beside its images
 * @typeParam Target names of the arrays that `loss` and `measure` read
 * @typeParam Measure names of what is measured beside the loss, in the history too
 * @typeParam Part names of the parts of the loss that are shown apart; none by default
 */
export interface Task<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string = never,
> {
  /** Its name and all that changes what it computes, plain enough for JSON: a run can only go on with the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the loss is, for the axis of a chart: `'cross-entropy'`. */
  readonly lossName: string;
  /** The label of each part of the loss. */
  readonly parts: Readonly<Record<Part, string>>;
  readonly measures: Readonly<Record<Measure, MeasureFormat>>;
  /** What belongs to each image of a set. The batch maker moves it with its image. */
  fields(set: Set): F;
  /**
   * Says what is wrong before anything is computed. Numbers of examples, sizes of masks and labels of boxes are checked already.
   *
   * @param where names the caller in the message
   * @throws RangeError when the model's outputs and the fields do not fit each other
   */
  check(model: LayersModel, fields: F, where: string): void;
  /**
   * What `loss` and `measure` need of a batch, with the same shapes for the same number of images. A network that reads more
   * than images, such as regions of them, gets the target of its input's name.
   *
   * @param model with the weights before the step, for a task whose targets follow from what it gives
   */
  targets(batch: Batch<F>, model: LayersModel): Readonly<Record<Target, TargetArray>>;
  /**
   * The mean over the batch's examples, or its parts, whose sum is the loss. An evaluation takes the mean over its batches,
   * each weighed by its examples: a loss that is divided by something else, such as the pixels that are not ignored, is
   * then not quite that of all examples at once.
   */
  loss(outputs: Outputs, targets: Readonly<Record<Target, Tensor>>): Scalar | Readonly<Record<Part, Scalar>>;
  /** Sums over the batch's examples, of any shape. They are added up over batches. */
  measure(outputs: Outputs, targets: Readonly<Record<Target, Tensor>>): Readonly<Record<string, Tensor>>;
  /** What the sums over `examples` examples come to. */
  summarize(sums: Sums, examples: number): Readonly<Partial<Record<Measure, number>>>;
  /** What needs all examples at once, such as average precision. It is measured in evaluations, not in training. */
  readonly overall?: {
    /** What is kept of a batch; a pure function, as `measure`. */
    keep(outputs: Outputs, targets: Readonly<Record<Target, Tensor>>): Readonly<Record<string, Tensor>>;
    summarize(batches: readonly Kept<F>[]): Readonly<Partial<Record<Measure, number>>>;
  };
  /** What a report on a batch says beside what its fields say: how many targets are positive, for example. */
  describe?(targets: Readonly<Record<Target, TargetArray>>): readonly ReportRow[];
}

/** A task whose names are not known. */
export type AnyTask = Task<ImageSet, Fields, string, string, string>;
