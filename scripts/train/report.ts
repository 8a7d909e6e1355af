import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import type { Recipe } from './recipes';

/** What a run leaves beside its weights, in `data/weights/NAME.json`. */
export interface Report extends Recipe {
  readonly name: string;
  readonly params: number;
  readonly test: { readonly accuracy: number; readonly loss: number; readonly count: number };
  readonly minutes: number;
  readonly machine: string;
  readonly date: string;
}

const HEAD = `# Trained weights

Written by \`npm run train -- NAME\` (scripts/train); the table is made from the reports NAME.json, and NAME.csv is the
log of each epoch. All networks read CIFAR-10 at 32×32, minus the mean and divided by the deviation of the channels
(\`datasets.cifar10Statistics\`), and were trained on its 50,000 training images with SGD, Nesterov's momentum 0.9, one cycle of the
learning rate, mirroring and shifts of up to 4 pixels. Accuracy is that of the file as it is here, in float16, on all
10,000 test images. It was measured once, at the end; nothing was chosen by it.
The table is no ranking of architectures: one seed each, and epochs, rates, operations and normalization differ. The names and layouts are PyTorch's:
\`tfjs.loadStateDict(model, net, await tfjs.readSafetensors(path))\`.

The weights are made from CIFAR-10 (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009) and have the licence of this course.
`;

/** Makes the table of all reports. */
export async function writeReadme(): Promise<void> {
  const folder = join(repositoryRoot(), 'data', 'weights');
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort();
  const reports = await Promise.all(
    names.map(async name => JSON.parse(await readFile(join(folder, name), 'utf8')) as Report),
  ); // train wrote them
  await writeFile(join(folder, 'README.md'), `${HEAD}\n${table(reports)}\n`);
}

function table(reports: readonly Report[]): string {
  const rows = reports.map(
    ({ name, params, test, epochs, batchSize, peak, weightDecay, seed, minutes, machine, date }) =>
      [
        name,
        params.toLocaleString('en-US'),
        `${(100 * test.accuracy).toFixed(2)} %`,
        test.loss.toFixed(3),
        epochs,
        batchSize,
        peak,
        weightDecay,
        seed,
        minutes,
        date,
        machine,
      ].join(' | '),
  );
  const heading =
    'network | parameters | test accuracy | test loss | epochs | batch | peak learning rate | weight decay | seed | minutes | date | machine';
  return [heading, heading.replace(/[^|]+/g, ' --- '), ...rows].map(line => `| ${line} |`).join('\n');
}
