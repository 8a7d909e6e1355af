import { excerpt } from '../spec/quoted';
import { UsageError } from './arguments';
import { COLUMNS, type Command, type Output } from './command';

/**
 * The commands of `npx convnets`, besides `doctor`, which must work where nothing is compiled (scripts/doctor).
 * A new command is one entry: `name: { about, run: (args, output) => import('./cli/name').then(({ run }) => run(args, output)) }`.
 */
export const commands: Readonly<Record<string, Command>> = {
  list: {
    about: 'list the networks',
    run: (args, output) => import('./list').then(({ run }) => run(args, output)),
  },
  summary: {
    about: 'show the layers of a network: shapes, parameters, multiplications',
    run: (args, output) => import('./summary').then(({ run }) => run(args, output)),
  },
  conv: {
    about: "work out the size of a convolution's output",
    run: (args, output) => import('./conv').then(({ run }) => run(args, output)),
  },
  predict: {
    about: 'run a PyTorch checkpoint on a tensor or an image',
    run: (args, output) => import('./predict').then(({ run }) => run(args, output)),
  },
  segment: {
    about: 'label the pixels of a picture, and write the mask',
    run: (args, output) => import('./segment').then(({ run }) => run(args, output)),
  },
  detect: {
    about: 'find the objects in a picture, and draw their boxes',
    run: (args, output) => import('./detect').then(({ run }) => run(args, output)),
  },
  data: {
    about: 'fetch the whole of CIFAR-10, of which a part comes with the course',
    run: (args, output) => import('./data').then(({ run }) => run(args, output)),
  },
  reset: {
    about: 'give you a fresh notebook; the old one is kept',
    run: (args, output) => import('./reset').then(({ run }) => run(args, output)),
  },
};

/** Codes with which every command ends, for scripts. */
const EXIT_CODES = 'Exit codes: 0 done, 1 it could not be done, 2 the call is wrong.';

const DOCTOR = { about: 'check this machine; --fix mends what it can' };

/**
 * The list of commands, as `npx convnets --help` prints it.
 *
 * @param known the commands by name
 */
export function usage(known: Readonly<Record<string, { readonly about: string }>>): string {
  const width = Math.max(...Object.keys(known).map(name => name.length));
  const lines = Object.entries(known).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`);
  return ['Usage: npx convnets COMMAND [options]', ...lines, EXIT_CODES].join('\n');
}

/**
 * Runs a command.
 *
 * @param args the command's name and what follows it
 * @param output where to print
 * @param known the commands by name
 * @returns the exit code: 0 done, 1 it could not be done, 2 the call is wrong
 */
export async function main(
  args: readonly string[],
  output: Output = {
    print: console.log,
    printError: console.error,
    // False also where NO_COLOR is set.
    colors: process.stdout.isTTY && process.stdout.hasColors(),
    columns: Math.max(COLUMNS, process.stdout.columns ?? 0),
  },
  known: Readonly<Record<string, Command>> = commands,
): Promise<number> {
  const [name, ...rest] = args;
  const help = usage({ ...known, doctor: DOCTOR });
  if (name === undefined || name === '--help') {
    output.print(help);
    return 0;
  }
  const command = Object.hasOwn(known, name) ? known[name] : undefined;
  if (command === undefined) {
    output.printError(`There is no command "${excerpt(name)}".\n\n${help}`);
    return 2;
  }
  try {
    return await command.run(rest, output);
  } catch (error) {
    output.printError(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
