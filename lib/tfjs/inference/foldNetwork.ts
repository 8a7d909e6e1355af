import type { Layer } from '../../spec/network';
import { definitions } from '../../spec/ops';

/** A layer of a network made for inference: what was folded into it, and which activation follows at once. */
export interface FoldedLayer {
  readonly layer: Layer;
  /** The batch normalization whose scale and shift go into the weights. */
  readonly normalization?: Layer<'batchNormalization'>;
  readonly activation?: Layer;
}

export interface FoldedNetwork {
  readonly layers: readonly FoldedLayer[];
  /** Names of the output layers after folding. */
  readonly outputs: readonly string[];
}

interface Network {
  /** In an order in which each comes after its inputs. */
  readonly layers: readonly Layer[];
  readonly outputs: readonly string[];
}

/**
 * Rewrites a network for inference, without touching weights: dropout goes; a batch normalization that alone reads a
 * convolution or dense layer goes into its weights; an activation that alone reads one of these, or a batch normalization
 * or a sum that stays, is computed with it.
 */
export function foldNetwork(network: Network): FoldedNetwork {
  const { layers, outputs } = withoutDropout(network);
  const readers = countReaders(layers, outputs);
  const folded = new Map<string, FoldedLayer>();
  const names = new Map<string, string>();
  for (const original of layers) {
    const layer = rename(original, names);
    const [input] = layer.inputs;
    const [read] = original.inputs;
    const alone = read !== undefined && readers.get(read) === 1;
    const merged = alone && input !== undefined ? merge(layer, folded.get(input)) : undefined;
    if (merged === undefined) {
      folded.set(layer.name, { layer });
    } else {
      names.set(layer.name, merged.layer.name);
      folded.set(merged.layer.name, merged);
    }
  }
  return { layers: [...folded.values()], outputs: outputs.map(name => names.get(name) ?? name) };
}

function withoutDropout({ layers, outputs }: Network): Network {
  const names = new Map<string, string>();
  const kept: Layer[] = [];
  for (const layer of layers) {
    const renamed = rename(layer, names);
    const [input] = renamed.inputs;
    const vanishes = definitions[renamed.op].inference.becomes === 'nothing';
    // Two outputs do not become one: there, doing nothing is what is wanted.
    const isTwin = input !== undefined && outputs.includes(renamed.name) && outputs.includes(input);
    if (vanishes && input !== undefined && !isTwin) names.set(renamed.name, input);
    else kept.push(renamed);
  }
  return { layers: kept, outputs: outputs.map(name => names.get(name) ?? name) };
}

/** The layer, reading those that now compute what its inputs computed. */
function rename(layer: Layer, names: ReadonlyMap<string, string>): Layer {
  return { ...layer, inputs: layer.inputs.map(name => names.get(name) ?? name) };
}

/** The layer before with this one in it; undefined where this one must stay. */
function merge(layer: Layer, before: FoldedLayer | undefined): FoldedLayer | undefined {
  if (before === undefined || before.activation !== undefined) return undefined;
  const { becomes } = definitions[layer.op].inference;
  const { takes } = definitions[before.layer.op].inference;
  if (becomes === 'activation') return takes === 'nothing' ? undefined : { ...before, activation: layer };
  if (takes !== 'scaleAndShiftAndActivation' || before.normalization !== undefined) return undefined;
  if (!scalesAndShifts(layer) || !('useBias' in before.layer)) return undefined;
  return { layer: { ...before.layer, useBias: true }, normalization: layer };
}

function scalesAndShifts(layer: Layer): layer is Layer<'batchNormalization'> {
  return definitions[layer.op].inference.becomes === 'scaleAndShift';
}

/** How many layers read each layer; being an output counts as one more. */
function countReaders(layers: readonly Layer[], outputs: readonly string[]): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of [...layers.flatMap(layer => layer.inputs), ...outputs]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}
