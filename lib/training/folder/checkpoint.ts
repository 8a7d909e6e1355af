import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../../checkpoints/files';
import { SafetensorsError } from '../../checkpoints/safetensors';
import { makeFolder } from '../../files/makeFolder';
import type { NamedArrays } from '../../spec/ndarray';

/** All that a run needs to go on: arrays by name, and the rest as plain data. */
export interface Checkpoint {
  readonly arrays: NamedArrays;
  readonly state: CheckpointState;
}

export interface CheckpointState {
  /** Steps done. */
  readonly step: number;
  /** What the run was started with: it can only go on with the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Everything else, as the run keeps it. */
  readonly run: unknown;
}

const NAME = /^step-(\d{8})\.safetensors$/;
const STATE = 'state';
const CHECKSUM = 'sha256';

/**
 * Writes a checkpoint: under another name first, flushed, then renamed, so that a file of this name is always whole.
 * Only then are others removed.
 *
 * @returns the file's path
 */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint, keep: number): Promise<string> {
  makeFolder(folder);
  const path = join(folder, `step-${String(checkpoint.state.step).padStart(8, '0')}.safetensors`);
  const state = JSON.stringify(checkpoint.state);
  const metadata = new Map([
    [STATE, state],
    [CHECKSUM, checksum(checkpoint.arrays, state)],
  ]);
  await writeSafetensors(path, checkpoint.arrays, { metadata });
  await removeOthers(folder, checkpoint.state.step, keep);
  return path;
}

/** What a killed process has left half-written. */
const HALF_WRITTEN = /^step-\d{8}\.safetensors\..+\.tmp$/;

/**
 * Removes all but the newest `keep` up to `step`, those of an earlier run that had gone further, and what a killed
 * process has left half-written.
 */
async function removeOthers(folder: string, step: number, keep: number): Promise<void> {
  const names = await readdir(folder);
  const all = checkpointNames(names);
  const kept = all.filter(name => stepOf(name) <= step).slice(0, keep);
  const unwanted = all.filter(name => !kept.includes(name));
  for (const name of [...unwanted, ...names.filter(name => HALF_WRITTEN.test(name))]) await remove(folder, name);
}

/** What cannot be removed stays: the new checkpoint is whole with or without it. */
function remove(folder: string, name: string): Promise<boolean> {
  return rm(join(folder, name)).then(
    () => true,
    () => false,
  );
}

/**
 * Removes what a run that has come to `step` needs least: what was left half-written, the checkpoint of an earlier run that had
 * gone further, the oldest one. The newest that is whole stays.
 *
 * @returns false where nothing could be removed
 */
export async function removeOne(folder: string, step: number): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const all = checkpointNames(names);
  const [own, others] = [all.filter(name => stepOf(name) <= step), all.filter(name => stepOf(name) > step)];
  const last = await firstWhole(folder, [...own, ...others]);
  const unwanted = [...names.filter(name => HALF_WRITTEN.test(name)), ...others, ...own.reverse()];
  for (const name of unwanted) if (name !== last && (await remove(folder, name))) return true;
  return false;
}

async function firstWhole(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const isWhole = await readCheckpoint(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isWhole) return name;
  }
  return null;
}

/**
 * Reads the newest checkpoint that is whole.
 *
 * @param notice receives a sentence for each damaged file that was passed over
 * @param faultOf says what is wrong with a whole one, so that it is passed over, too
 * @returns null where there is none
 */
export async function readNewest(
  folder: string,
  notice: (sentence: string) => void,
  faultOf: (checkpoint: Checkpoint) => string | null = () => null,
): Promise<Checkpoint | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of checkpointNames(names)) {
    const path = join(folder, name);
    try {
      const checkpoint = await readCheckpoint(path);
      const fault = faultOf(checkpoint);
      if (fault !== null) throw new SafetensorsError(path, fault);
      return checkpoint;
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      notice(`The checkpoint ${path} is damaged and was passed over: ${error.message}`);
    }
  }
  return null;
}

/**
 * Reads a checkpoint and compares its checksum.
 *
 * @throws SafetensorsError when the file is damaged or no checkpoint
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { metadata } = await readSafetensorsHeader(path);
  const [state, expected] = [metadata.get(STATE), metadata.get(CHECKSUM)];
  if (state === undefined || expected === undefined)
    throw new SafetensorsError(path, 'this is no checkpoint of a training run.');
  const arrays = await readSafetensors(path);
  if (checksum(arrays, state) !== expected) {
    throw new SafetensorsError(path, 'the contents do not have the checksum that was written with them.');
  }
  return { arrays, state: parseState(path, state) };
}

/** A checksum says that nothing has changed, and not who wrote it. */
function parseState(path: string, text: string): CheckpointState {
  const state = parsed(text);
  if (!isState(state)) throw new SafetensorsError(path, 'its state has no whole number of steps, or no settings.');
  const name = basename(path);
  if (NAME.test(name) && state.step !== stepOf(name)) {
    throw new SafetensorsError(path, `it is of step ${state.step}, which is not that of its name.`);
  }
  return state;
}

function isState(value: unknown): value is CheckpointState {
  const { step, settings }: Record<string, unknown> = Object(value);
  return Number.isSafeInteger(step) && Number(step) >= 0 && Object(settings) === settings && !Array.isArray(settings);
}

/** Undefined where a text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksum(arrays: NamedArrays, state: string): string {
  const hash = createHash('sha256').update(state);
  const sorted = [...arrays].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { shape, data }] of sorted) {
    hash.update(`${name} [${shape.join(',')}]`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** The newest first. */
function checkpointNames(names: readonly string[]): string[] {
  return names
    .filter(name => NAME.test(name))
    .sort()
    .reverse();
}

function stepOf(name: string): number {
  return Number(NAME.exec(name)?.[1]);
}
