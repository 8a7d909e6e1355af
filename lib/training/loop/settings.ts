import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { Layer } from '../../spec/network';
import { inputShapeOf, networkLayers, opLayersOf } from '../../tfjs/model/modelLayers';
import type { BatchPlan } from '../batches/batches';
import type { Examples } from '../batches/examples';
import type { Field } from '../batches/fields';
import { type ImageSet, isOfOneSize } from '../batches/imageSet';
import type { Optimizer } from '../optimizers';
import type { AnyTask } from '../tasks/task';
import type { Schedule } from './schedules';

/** What a run was started with, plain enough for JSON: it can only go on with the same. */
export type Settings = Readonly<Record<string, unknown>>;

export function runSettings(run: {
  readonly model: LayersModel;
  readonly examples: Examples;
  readonly task: AnyTask;
  readonly epochs: number;
  readonly plan: BatchPlan;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
}): Settings {
  const { model, examples, task, epochs, plan, optimizer, schedule } = run;
  const { batchSize, augment, seed, input } = plan;
  const { loss, ...taskSettings } = task.settings;
  const fields = (tell: (field: Field) => unknown): unknown => {
    return Object.fromEntries(Object.entries(examples.fields).map(([name, field]) => [name, tell(field)]));
  };
  return {
    ...{ model: model.name, network: describeNetwork(model), modelSeed: seedOf(model) },
    ...{ task: taskSettings, loss, answers: fields(describeField) },
    ...{ images: describeImages(examples.images), fields: fields(fieldFingerprint) },
    ...{ epochs, batchSize, augment, seed, scaling: input.scaling },
    ...{ optimizer: { optimizer: optimizer.name, ...optimizer.settings }, learningRate: schedule.settings },
  };
}

/** What a checkpoint says of a network: all of it. */
export interface NetworkDescription {
  readonly inputShape: readonly number[];
  readonly layers: readonly Layer[];
  readonly outputs: readonly string[];
  /** Layers that training leaves as they are. */
  readonly frozen: readonly string[];
}

function describeNetwork(model: LayersModel): NetworkDescription {
  return {
    inputShape: inputShapeOf(model),
    layers: networkLayers(model),
    outputs: model.outputNames,
    frozen: opLayersOf(model).flatMap(layer => (layer.trainable ? [] : [layer.name])),
  };
}

/** All of a field but its contents: its kind, its classes, and the like. */
function describeField(field: Field): unknown {
  const { kind } = field;
  switch (kind) {
    case 'classes':
      return { kind, classNames: field.classNames };
    case 'numbers':
      return { kind, size: field.size };
    case 'masks':
      return { kind, classNames: field.classNames, ignore: field.ignore };
    case 'boxes':
      return { kind, classNames: field.classNames, leastVisible: field.leastVisible };
    default:
      return kind satisfies never;
  }
}

/** Images of one size by their shape; others by how many there are, their frame, and all their shapes. */
function describeImages(set: ImageSet): unknown {
  if (isOfOneSize(set)) return set.shape;
  const shapes = createHash('sha256').update(JSON.stringify(set.images.map(({ shape }) => shape)));
  return { count: set.images.length, frame: set.frame, shapes: shapes.digest('hex') };
}

function fieldFingerprint(field: Field): string {
  const hash = createHash('sha256');
  switch (field.kind) {
    case 'classes':
    case 'numbers':
      hash.update(bytesOf(field.data));
      break;
    case 'masks':
      for (const mask of field.masks) hash.update(mask);
      break;
    case 'boxes':
      hash.update(JSON.stringify(field.objects));
      break;
    default:
      return field satisfies never; // nor until a resumed run can tell its contents from others
  }
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The seed of dropout's choices, which `buildModel` was given. */
function seedOf(model: LayersModel): unknown {
  return at(opLayersOf(model), 0).getConfig().seed;
}
