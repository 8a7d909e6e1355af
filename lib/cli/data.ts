import { cifar10Folder } from '../datasets/cifar10';
import { type DownloadOptions, downloadCifar10, missingFiles } from '../datasets/cifar10Download';
import { excerpt } from '../spec/quoted';
import { type CommandLine, command, refuse } from './arguments';
import type { Output } from './command';

const LINE: CommandLine = {
  name: 'data',
  usage: [
    'Usage: npx convnets data cifar10',
    '  Fetches all 60,000 images of CIFAR-10 into data/cache/cifar10:',
    '  139 MB to download, 184 MB on the disk.',
    '  The course itself needs only the part that comes with it.',
  ].join('\n'),
  words: ['NAME'],
  options: {},
};

/** Without a terminal, progress is printed this often (milliseconds). */
const QUIET_INTERVAL = 10_000;

/** `npx convnets data cifar10`: fetches the whole of CIFAR-10. */
export const run = command(LINE, async ({ words: [name] }, output) => {
  if (name !== 'cifar10') refuse(LINE, `there is no data set "${excerpt(name ?? '')}" to fetch.`);
  await fetchCifar10(output);
});

/**
 * Fetches the whole of CIFAR-10 unless it is there, and says what it does.
 *
 * @param output where to print
 * @param folder where the files go
 */
export async function fetchCifar10(
  output: Output,
  folder: string = cifar10Folder(),
  options: DownloadOptions = {},
): Promise<void> {
  if (missingFiles(folder, options.source).length === 0) {
    output.print(`The whole of CIFAR-10 is there already, and undamaged: ${folder}`);
    return;
  }
  const line = progressLine(output);
  try {
    await downloadCifar10(folder, { report: line.show, ...options });
  } finally {
    line.end();
  }
  output.print(`The whole of CIFAR-10 is in ${folder}.\nUse it with: datasets.cifar10({ subset: 'full' })`);
}

interface ProgressLine {
  readonly show: (text: string) => void;
  readonly end: () => void;
}

/** On a terminal one line that changes, elsewhere a line now and then. */
function progressLine(output: Output): ProgressLine {
  if (process.stdout.isTTY) {
    const draw = (text: string): void => {
      process.stdout.write(`\r\u001b[K${text}`);
    };
    return { show: text => draw(`  ${text}`), end: () => draw('') };
  }
  let last = Number.NEGATIVE_INFINITY;
  const show = (text: string): void => {
    if (Date.now() - last < QUIET_INTERVAL) return;
    last = Date.now();
    output.print(`  ${text}`);
  };
  return { show, end: () => {} };
}
