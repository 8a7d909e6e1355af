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

interface Size {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly params: number;
  readonly macs: number;
}

/** `npx convnets list`: every network, what it is, when it was published, its input, parameters and multiplications. */
export const run = command(LINE, async ({ flags }, { print }) => {
  const networks = Object.entries(registry).map(([name, { build, kind, year }]) => {
    const { inputShape, totals } = analyze(build());
    return { kind, year, size: { name, inputShape, params: totals.params, macs: totals.macs } };
  });
  const lines = networks.map(({ kind, year, size }) => [name(size), kind.padEnd(10), year, numbers(size)].join(' '));
  print(
    flags.has('json')
      ? JSON.stringify(
          networks.map(({ size }) => size),
          null,
          2,
        )
      : lines.join('\n'),
  );
});

function name({ name }: Size): string {
  return name.padEnd(18);
}

function numbers({ inputShape, params, macs }: Size): string {
  return [sides(inputShape).padStart(9), short(params).padStart(6), 'parameters', short(macs).padStart(7), 'MACs'].join(
    ' ',
  );
}
