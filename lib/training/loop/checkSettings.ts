import type { Layer } from '../../spec/network';
import { type Difference, firstDifference } from './firstDifference';
import type { NetworkDescription, Settings } from './settings';

/** What a checkpoint of an earlier version does not say. It goes on with what it does say. */
const ADDED_LATER: readonly string[] = ['network', 'loss', 'answers'];

/** @throws RangeError when a run was started with other settings than a checkpoint's */
export function checkSettings(folder: string, saved: Settings, settings: Settings): void {
  const now: Settings = JSON.parse(JSON.stringify(settings));
  const isEarlier = saved.network === undefined;
  for (const key of Object.keys({ ...saved, ...now })) {
    if (isEarlier && ADDED_LATER.includes(key)) continue;
    const difference = firstDifference(saved[key], now[key]);
    if (difference !== null) throw new RangeError(`fit: the run in ${folder} ${inWords(key, difference, saved, now)}`);
  }
}

const SAME_SET = 'Call fit with the same set, or leave out resume to start anew.';
const SAME_SETTINGS = 'Call fit with the same settings, or leave out resume to start anew.';
const OTHER_FOLDER = "Choose another folder for this network's checkpoints, or leave out resume to start anew.";

function inWords(key: string, difference: Difference, saved: Settings, now: Settings): string {
  switch (key) {
    case 'network':
      return `is of another network that is called "${now.model}", too: ${networkInWords(difference, saved, now)} ${OTHER_FOLDER}`;
    case 'answers':
      return `was started with other kinds of answers: ${difference.path.join('.')} was ${showBoth(difference)} ${SAME_SET}`;
    case 'fields':
      return `was started with other answers to its images: not the same ${difference.path.join()} for each. ${SAME_SET}`;
    case 'images':
      if (Array.isArray(saved[key]) && Array.isArray(now[key])) break;
      // A checksum says nothing to a reader.
      return `was started with other images: their number, their frame or their sizes differ. ${SAME_SET}`;
  }
  return `was started with other settings: ${key} was ${showBoth({ saved: saved[key], now: now[key] })} ${SAME_SETTINGS}`;
}

/** What a network has beside its layers. */
const PARTS = { inputShape: 'input', outputs: 'list of outputs', frozen: 'list of frozen layers' } as const;

function isPart(part: string | undefined): part is keyof typeof PARTS {
  return part !== undefined && part in PARTS;
}

/** Where two networks differ first. */
function networkInWords({ path, saved, now }: Difference, before: Settings, after: Settings): string {
  const [part, place, ...inside] = path;
  const [was, is] = [networkOf(before), networkOf(after)];
  if (isPart(part)) return `its ${PARTS[part]} was ${showBoth({ saved: was[part], now: is[part] })}`;
  const [layer, received] = [was.layers[Number(place)], is.layers[Number(place)]];
  if (layer !== undefined && layer.name === received?.name && layer.op === received.op) {
    return `${inside.join('.')} of its ${layerInWords(layer)} was ${showBoth({ saved, now })}`;
  }
  return `its layer ${Number(place) + 1} was ${layerInWords(layer)}. Received ${layerInWords(received)}.`;
}

function networkOf({ network }: Settings): NetworkDescription {
  return network as NetworkDescription; // runSettings made it, or savedRunFault has checked it
}

function layerInWords(layer: Layer | undefined): string {
  return layer === undefined ? 'none' : `${layer.op} "${layer.name}"`;
}

function showBoth({ saved, now }: Pick<Difference, 'saved' | 'now'>): string {
  return `${show(saved)}. Received ${show(now)}.`;
}

/** A list of classes may have thousands. */
const LONGEST = 200;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
