import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { opLayersOf } from '../../tfjs/model/modelLayers';
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
  const fields = Object.entries(examples.fields).map(([name, field]) => [name, fieldFingerprint(field)] as const);
  return {
    ...{ model: model.name, modelSeed: seedOf(model), task: task.settings },
    ...{ images: describeImages(examples.images), fields: Object.fromEntries(fields) },
    ...{ epochs, batchSize, augment, seed, scaling: input.scaling },
    ...{ optimizer: { optimizer: optimizer.name, ...optimizer.settings }, learningRate: schedule.settings },
  };
}

/** @throws RangeError when a run was started with other settings than a checkpoint's */
export function checkSettings(folder: string, saved: Settings, settings: Settings): void {
  const now: Settings = JSON.parse(JSON.stringify(settings));
  const other = Object.keys({ ...saved, ...now }).find(key => !isDeepStrictEqual(saved[key], now[key]));
  if (other === undefined) return;
  if (other === 'fields') {
    throw new RangeError(
      `fit: the run in ${folder} was started with other answers to its images: not the same ${differing(saved.fields, now.fields)} for each. ` +
        'Call fit with the same set, or leave out resume to start anew.',
    );
  }
  if (other === 'images' && (hasChecksum(saved.images) || hasChecksum(now.images))) {
    throw new RangeError(
      `fit: the run in ${folder} was started with other images: their number, their frame or their sizes differ. ` +
        'Call fit with the same set, or leave out resume to start anew.',
    );
  }
  throw new RangeError(
    `fit: the run in ${folder} was started with other settings: ${other} was ${JSON.stringify(saved[other])}. ` +
      `Received ${JSON.stringify(now[other])}. Call fit with the same settings, or leave out resume to start anew.`,
  );
}

/** Whether images are described by a checksum, which says nothing to a reader. */
function hasChecksum(images: unknown): boolean {
  return !Array.isArray(images);
}

/** Names of the fields whose contents are others. */
function differing(saved: unknown, now: unknown): string {
  const [before, after] = [new Map(Object.entries(Object(saved))), new Map(Object.entries(Object(now)))];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(name => before.get(name) !== after.get(name))
    .join(', ');
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
