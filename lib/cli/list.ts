import { analyze } from '../arithmetic/analyze';
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

/** `npx convnets list`: every network, its input, parameters and multiplications. */
export const run = command(LINE, async ({ flags }, { print }) => {
  const items = Object.entries(registry).map(([name, build]): Item => {
    const { inputShape, totals } = analyze(build());
    return { name, inputShape, params: totals.params, macs: totals.macs };
  });
  print(flags.has('json') ? JSON.stringify(items, null, 2) : items.map(row).join('\n'));
});

function row({ name, inputShape, params, macs }: Item): string {
  const columns = [name.padEnd(19), sides(inputShape).padStart(11), short(params).padStart(7), 'parameters'];
  return [...columns, short(macs).padStart(7), 'MACs'].join(' ');
}
