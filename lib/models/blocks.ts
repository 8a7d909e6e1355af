import { analyze } from '../arithmetic/analyze';
import { lookUp } from '../spec/at';
import type { Layer, NetworkSpec } from '../spec/network';
import { showShape } from '../spec/pair';
import type { Shape } from '../spec/shape';
import { validate } from '../spec/validate';

/** The layers of one block, and the two that join it to the others. */
interface Block {
  readonly path: string;
  readonly layers: ReadonlySet<string>;
  /** The layer before it, whose output it reads. */
  readonly entry: string;
  /** Its own last layer, which others read. */
  readonly exit: string;
  /** Of its input and of its output alike. */
  readonly shape: Shape;
}

/**
 * A network without one of its blocks: what read the block's output reads its input instead. All other layers keep their
 * names, so that trained weights can be loaded (`tfjs.entriesFor` leaves those of the block out).
 *
 * Introduced in notebook resnet.
 *
 * @param path how the names of its layers begin: `layer1.2` for `layer1.2.conv1`, `layer1.2.bn1` and so on
 * @throws RangeError when there is no such block, it does not read one layer and give one output, or it changes the shape
 * @see Veit, Wilber and Belongie, Residual Networks Behave Like Ensembles of Relatively Shallow Networks, https://arxiv.org/abs/1605.06431
 */
export function withoutBlock(net: NetworkSpec, path: string): NetworkSpec {
  const { layers, entry, exit } = blockAt(net, path, 'withoutBlock');
  const renamed = renamer(new Map([[exit, entry]]));
  const kept = net.layers.filter(({ name }) => !layers.has(name));
  return rewired(
    net,
    kept.map(layer => reading(layer, renamed)),
    renamed,
  );
}

/**
 * A network in which two blocks have changed places. All layers keep their names, so that trained weights can be loaded.
 *
 * Introduced in notebook resnet.
 *
 * @param first how the names of one block's layers begin, such as `layer1.1`
 * @param second the same of the other block
 * @throws RangeError when one is no block that keeps the shape, the shapes differ, or one lies in the other
 * @see Veit, Wilber and Belongie, https://arxiv.org/abs/1605.06431, section 4.3
 */
export function withBlocksSwapped(net: NetworkSpec, first: string, second: string): NetworkSpec {
  const [a, b] = [first, second].map(path => blockAt(net, path, 'withBlocksSwapped')) as [Block, Block]; // two in, two out
  if ([...a.layers].some(name => b.layers.has(name))) {
    throw new RangeError(`withBlocksSwapped: "${first}" and "${second}" share layers. Name two blocks apart.`);
  }
  if (showShape(a.shape) !== showShape(b.shape)) {
    throw new RangeError(
      `withBlocksSwapped: "${first}" works on ${showShape(a.shape)}, "${second}" on ${showShape(b.shape)}. ` +
        'Choose two blocks of one shape.',
    );
  }
  const exits = renamer(
    new Map([
      [a.exit, b.exit],
      [b.exit, a.exit],
    ]),
  );
  const moved = (block: Block, to: Block): Layer[] =>
    net.layers
      .filter(({ name }) => block.layers.has(name))
      .map(layer => reading(layer, name => (name === block.entry ? exits(to.entry) : name)));
  const layers = net.layers.flatMap(layer => {
    const [own, other] = a.layers.has(layer.name) ? [a, b] : [b, a];
    if (!own.layers.has(layer.name)) return [reading(layer, exits)];
    return isFirstOf(net, layer.name, own) ? moved(other, own) : [];
  });
  return rewired(net, layers, exits);
}

function isFirstOf(net: NetworkSpec, name: string, { layers }: Block): boolean {
  return net.layers.find(layer => layers.has(layer.name))?.name === name;
}

type Rename = (name: string) => string;

function renamer(names: ReadonlyMap<string, string>): Rename {
  return name => names.get(name) ?? name;
}

/** A layer that reads others, by new names. */
function reading(layer: Layer, renamed: Rename): Layer {
  return { ...layer, inputs: layer.inputs.map(renamed) };
}

function rewired(net: NetworkSpec, layers: readonly Layer[], renamed: Rename): NetworkSpec {
  const [main, ...others] = net.outputs;
  return validate({ ...net, layers, outputs: [renamed(main), ...others.map(renamed)] });
}

/** @throws RangeError when it is no block that can be taken out */
function blockAt(net: NetworkSpec, path: string, where: string): Block {
  const own = net.layers.filter(({ name }) => name.startsWith(`${path}.`));
  const layers = new Set(own.map(({ name }) => name));
  if (layers.size === 0) {
    throw new RangeError(
      `${where}: "${net.name}" has no block "${path}". Give the beginning of its layers' names, such as "layer1.0".`,
    );
  }
  const entries = new Set(own.flatMap(({ inputs }) => inputs.filter(input => !layers.has(input))));
  const outside = net.layers.filter(({ name }) => !layers.has(name));
  const read = [...net.outputs, ...outside.flatMap(({ inputs }) => inputs)];
  const exits = new Set(read.filter(name => layers.has(name)));
  const [entry, exit] = [only(entries), only(exits)];
  if (entry === undefined || exit === undefined) {
    throw new RangeError(
      `${where}: "${path}" of "${net.name}" reads ${entries.size} layers and gives ${exits.size} outputs. ` +
        'Choose a block with one of each.',
    );
  }
  return { path, layers, entry, exit, shape: keptShape(net, { path, entry, exit }, where) };
}

function only(names: ReadonlySet<string>): string | undefined {
  return names.size === 1 ? [...names][0] : undefined;
}

/** The shape that a block reads and gives. */
function keptShape(
  net: NetworkSpec,
  { path, entry, exit }: Pick<Block, 'path' | 'entry' | 'exit'>,
  where: string,
): Shape {
  const shapes = new Map(analyze(net).layers.map(({ name, outputShape }) => [name, outputShape]));
  const [before, after] = [lookUp(shapes, entry), lookUp(shapes, exit)];
  if (showShape(before) === showShape(after)) return after;
  throw new RangeError(
    `${where}: "${path}" of "${net.name}" makes ${showShape(after)} of ${showShape(before)}, and what follows needs it. ` +
      'Choose a block that keeps the shape.',
  );
}
