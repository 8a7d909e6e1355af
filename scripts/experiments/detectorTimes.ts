import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toCsv } from '../../lib/datasets/csv';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { readRegionHeads } from '../../lib/detection';
import { at } from '../../lib/spec';
import { buildModel, loadStateDict, readSafetensors } from '../../lib/tfjs';
import { describeMachine } from '../notebooks/runs';
import { DETECTORS, type DetectorName, type Finder } from '../train/detectors/detectors';
import { findAll } from '../train/detectors/measure';
import { pictures } from '../train/detectors/pictures';
import { writeWhole } from './record';

/* The five detectors with the weights of the course: time, in one process, in turns, and memory; their precision is in their reports. */

const NAMES: readonly (readonly [short: string, name: DetectorName])[] = [
  ['rcnn', 'rcnn_mini'],
  ['sppnet', 'sppnet_mini'],
  ['fast', 'fast_rcnn_mini'],
  ['faster', 'faster_rcnn_mini'],
  ['yolo', 'yolo_mini'],
];
const ROUNDS = 5;
/** Pictures of a round, and those before the first that are not timed. */
const [TIMED, WARM_UP] = [100, 10];

interface DetectorReport {
  readonly test: { readonly mAP50: number; readonly mAP: number };
}

const weightsPath = (file: string): string => join(repositoryRoot(), 'data', 'weights', `${file}.safetensors`);

async function load(name: DetectorName): Promise<Finder> {
  const detector = DETECTORS[name];
  const net = detector.network();
  const model = buildModel(net, { initializer: 'zeros' });
  loadStateDict(model, net, await readSafetensors(weightsPath(name)));
  const heads = weightsPath(`${name}-heads`);
  return detector.finder(model, existsSync(heads) ? await readRegionHeads(heads) : undefined);
}

/** On 2,000 test scenes, as it was measured after training. */
function precisionOf(name: DetectorName): { readonly mAP50: number; readonly mAP: number } {
  const path = join(repositoryRoot(), 'data', 'weights', `${name}.json`);
  const { test } = JSON.parse(readFileSync(path, 'utf8')) as DetectorReport; // train.ts wrote it
  return { mAP50: test.mAP50, mAP: test.mAP };
}

function median(values: readonly number[]): number {
  return at(
    [...values].sort((a, b) => a - b),
    Math.floor(values.length / 2),
  );
}

/** Megabytes that a process of its own takes at most while it finds objects in the pictures of a round; with `none`, without a detector. */
function megabytesOf(name: string): number {
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', __filename, '--memory-of', name], {
    encoding: 'utf8',
  });
  const kilobytes = Number(/most (\d+) kB/.exec(stdout)?.[1]);
  if (status !== 0 || Number.isNaN(kilobytes)) throw new Error(`The memory of ${name} could not be measured.`);
  return kilobytes / 1024;
}

async function printMemory(name: string): Promise<void> {
  const set = pictures({ count: TIMED, seed: 0, split: 'test' });
  const known = NAMES.find(([, own]) => own === name);
  // Without a detector, TensorFlow and the lines of all of them are loaded nevertheless.
  const finder = known === undefined ? null : await load(known[1]);
  if (finder !== null) findAll(finder, set);
  console.log(`most ${process.resourceUsage().maxRSS} kB`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' }, 'memory-of': { type: 'string' } } });
  const { out, 'memory-of': memoryOf } = values;
  if (memoryOf !== undefined) return printMemory(memoryOf);
  if (out === undefined) throw new TypeError('--out is missing: the file for the results.');
  const few = pictures({ count: TIMED, seed: 0, split: 'test' });
  const finders = new Map(await Promise.all(NAMES.map(async ([short, name]) => [short, await load(name)] as const)));
  const empty = megabytesOf('none');
  const measured = NAMES.map(([short, name]) => {
    const finder = finders.get(short);
    if (finder === undefined) throw new TypeError(`${short} was not loaded.`);
    findAll(finder, pictures({ count: WARM_UP, seed: 1, split: 'test' }));
    const megabytes = megabytesOf(name) - empty;
    console.log(short, 'memory measured');
    return { short, finder, fixed: { pictures: TIMED, ...precisionOf(name), megabytes } };
  });
  const rows = Array.from({ length: ROUNDS }, (_, i) =>
    measured.map(({ short, finder, fixed }) => {
      const found = findAll(finder, few);
      const evaluations = found.reduce((sum, one) => sum + one.evaluations, 0) / found.length;
      const part = (of: 'proposals' | 'features' | 'heads'): number =>
        1000 * median(found.map(({ seconds }) => seconds[of]));
      const times = { proposals: part('proposals'), features: part('features'), heads: part('heads') };
      return { detector: short, round: i + 1, ...fixed, evaluations, ...times };
    }),
  ).flat();
  const [machine, date] = [describeMachine(), new Date().toISOString().slice(0, 10)];
  writeWhole(out, toCsv(rows.map(row => ({ ...row, machine, date }))));
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
