import type { Checkpoint } from '../folder/checkpoint';
import { isRecord } from './firstDifference';
import { HISTORY } from './savedRun';

type Check = (value: unknown) => boolean;

const isNumber: Check = Number.isFinite;
const isText: Check = value => typeof value === 'string';
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);
const recordOf =
  (check: Check): Check =>
  value =>
    isRecord(value) && !Array.isArray(value) && Object.values(value).every(check);
const shapeOf =
  (parts: Readonly<Record<string, Check>>): Check =>
  value =>
    isRecord(value) && Object.entries(parts).every(([name, check]) => check(value[name]));

const isNumberOrNull: Check = value => value === null || isNumber(value);
const isTally = shapeOf({
  ...{ loss: isNumber, parts: recordOf(isNumberOrNull), weight: isNumber, examples: isNumber },
  sums: recordOf(shapeOf({ shape: listOf(isNumber), data: listOf(isNumberOrNull) })),
});
const isRun = shapeOf({ epochs: listOf(recordOf(isNumberOrNull)), tally: isTally, seconds: isNumber, point: isTally });
const isNetwork = shapeOf({
  ...{ inputShape: listOf(isNumber), outputs: listOf(isText), frozen: listOf(isText) },
  layers: listOf(shapeOf({ name: isText, op: isText })),
});

/** What a run goes on with, which must be finite. What was not measured is NaN in the curve. */
const FINITE = /^(model|optimizer|calls|history)\//;

/**
 * What is wrong with a checkpoint whose checksum is right. That says that nothing has changed, and not who wrote it.
 *
 * @returns a sentence; null where it holds a run
 */
export function savedRunFault({ state, arrays }: Checkpoint): string | null {
  const { step, settings, run } = state;
  if (!isRun(run)) return 'it does not hold the run as fit saves it.';
  // An earlier version did not save the network.
  if (settings.network !== undefined && !isNetwork(settings.network)) return 'its network is not one that fit saves.';
  for (const [name, { data }] of arrays) {
    const wrong = FINITE.test(name) ? data.findIndex(value => !Number.isFinite(value)) : -1;
    if (wrong !== -1) return `value ${wrong} of "${name}" is ${data[wrong]}.`;
  }
  const lengths = HISTORY.map(name => arrays.get(name)?.data.length);
  if (lengths.some(length => length !== undefined && length !== step)) {
    return `it is of step ${step}, and its history has ${lengths.join(' and ')} steps.`;
  }
  const columns = [...arrays].filter(([name]) => name.startsWith('curve/')).map(([, { data }]) => data.length);
  if (new Set(columns).size > 1) return 'the columns of its curve have different lengths.';
  return null;
}
