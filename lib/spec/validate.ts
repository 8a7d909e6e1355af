import { nearest } from './nearest';
import type { Layer, NetworkSpec } from './network';
import { definitions, type OpName } from './ops';

/** Networks are plain data that nobody changes, so each is looked at once. */
const valid = new WeakSet<NetworkSpec>();

/**
 * Checks that a network is one: its layers are in order, read what there is, and lead to its outputs. Whether they fit each
 * other's shapes is seen by `analyze`.
 *
 * @returns the network
 * @throws RangeError with the layer, the rule, and the nearest name where one is unknown
 */
export function validate(net: NetworkSpec): NetworkSpec {
  if (valid.has(net)) return net;
  checkLists(net);
  const names = net.layers.map(({ name }) => name);
  const before = new Set<string>();
  for (const layer of net.layers) {
    checkLayer(net, layer, before, names);
    before.add(layer.name);
  }
  checkOutputs(net, names);
  checkReaders(net);
  valid.add(net);
  return net;
}

/** Networks come from files, too. */
function checkLists({ name, layers, outputs }: NetworkSpec): void {
  if (!Array.isArray(layers) || !Array.isArray(outputs)) {
    throw new TypeError(`"${name}": a network has lists of layers and outputs. Make it with Graph.`);
  }
  const odd = layers.find(layer => !Array.isArray(layer.inputs));
  if (odd !== undefined)
    throw new TypeError(`${odd.op} "${odd.name}" of "${name}": has no list of inputs. Make it with Graph.`);
}

function checkLayer(net: NetworkSpec, layer: Layer, before: ReadonlySet<string>, names: readonly string[]): void {
  const where = `${layer.op} "${layer.name}" of "${net.name}"`;
  if (!Object.hasOwn(definitions, layer.op)) {
    throw new RangeError(`${where}: there is no op "${layer.op}".${meant(layer.op, Object.keys(definitions))}`);
  }
  if (before.has(layer.name)) {
    throw new RangeError(`${where}: another layer has this name. Give every layer its own.`);
  }
  checkCount(layer, where);
  for (const input of layer.inputs) {
    if (before.has(input)) continue;
    if (input === layer.name) throw new RangeError(`${where}: reads itself. Name the layer before it.`);
    if (names.includes(input)) {
      throw new RangeError(`${where}: reads "${input}", which comes later. List every layer after its inputs.`);
    }
    throw new RangeError(`${where}: reads "${input}", and there is no layer of that name.${meant(input, names)}`);
  }
}

function checkCount({ op, inputs }: Layer, where: string): void {
  const { least, most } = definitions[op].inputs;
  if (inputs.length >= least && inputs.length <= most) return;
  const count =
    least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} or ${most}`;
  throw new RangeError(`${where}: takes ${count} ${count === '1' ? 'input' : 'inputs'}. Received ${inputs.length}.`);
}

function checkOutputs({ name, outputs, layers }: NetworkSpec, names: readonly string[]): void {
  if (!layers.some(({ op }) => op === INPUT)) {
    throw new RangeError(`"${name}": has no input. Begin with a layer { op: 'input' }, as Graph.input() does.`);
  }
  if (outputs.length === 0) throw new RangeError(`"${name}": has no output. Name the layer whose output counts.`);
  outputs.forEach((output, i) => {
    if (!names.includes(output)) {
      throw new RangeError(
        `"${name}": gives out "${output}", and there is no layer of that name.${meant(output, names)}`,
      );
    }
    if (outputs.indexOf(output) < i)
      throw new RangeError(`"${name}": gives out "${output}" twice. Name each output once.`);
  });
}

const INPUT: OpName = 'input';

/** A layer that leads nowhere is a slip: its weights would be counted, trained and shipped for nothing. */
function checkReaders({ name, layers, outputs }: NetworkSpec): void {
  const read = new Set([...outputs, ...layers.flatMap(({ inputs }) => inputs)]);
  const unread = layers.find(layer => !read.has(layer.name));
  if (unread === undefined) return;
  throw new RangeError(
    `${unread.op} "${unread.name}" of "${name}": no layer reads it, and it is no output. Connect it, or leave it out.`,
  );
}

function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
