import { analyze } from '../arithmetic/analyze';
import type { NetworkEntry } from '../models/networkEntry';
import { registry } from '../models/registry';
import { type CommandLine, command } from './arguments';
import { short, sides } from './numbers';

const LINE: CommandLine = {
  name: 'list',
  usage: 'Usage: npx convnets list [--json]',
  words: [],
  options: { json: 'flag' },
};

interface Item {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly params: number;
  readonly macs: number;
}

/** `npx convnets list`: every network, what it is, when it was published, its input, parameters and multiplications. */
export const run = command(LINE, async ({ flags }, { print }) => {
  const networks = Object.entries<NetworkEntry>(registry).map(([name, entry]) => {
    const { inputShape, totals } = analyze(entry.build());
    return { entry, item: { name, inputShape, params: totals.params, macs: totals.macs } };
  });
  const items = networks.map(({ item }) => item);
  const lines = networks.map(({ entry, item }) => row(entry, item));
  print(flags.has('json') ? JSON.stringify(items, null, 2) : lines.join('\n'));
});

function row({ kind, year }: NetworkEntry, { name, inputShape, params, macs }: Item): string {
  const columns = [name.padEnd(18), kind.padEnd(10), year, sides(inputShape).padStart(9), short(params).padStart(6)];
  return [...columns, 'parameters', short(macs).padStart(7), 'MACs'].join(' ');
}
