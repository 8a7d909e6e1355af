import { readdir, readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../lib/arithmetic';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { at, type NetworkSpec } from '../../lib/spec';
import { backend } from '../../lib/tfjs';
import type { History } from '../../lib/training';
import type { Recipe } from './recipes';

/** What a run leaves beside its weights, in `data/weights/NAME.json`. */
interface Common {
  readonly name: string;
  readonly params: number;
  readonly minutes: number;
  readonly machine: string;
  readonly date: string;
}

type Tested<Measure extends string> = { readonly test: Readonly<Record<Measure | 'loss' | 'count', number>> };
type ClassifierResult = Recipe & Tested<'accuracy'>;
type SegmenterResult = SegmenterRecipe & Tested<'pixelAccuracy' | 'meanIou'>;
type DetectorResult = DetectorRecipe & {
  readonly test: Readonly<Record<'count' | 'mAP50' | 'mAP' | keyof DetectorTimes, number>>;
};
type Result = ClassifierResult | SegmenterResult | DetectorResult;
type Report = Common & Result;

/** How a segmenter is trained on drawn scenes. */
export interface SegmenterRecipe {
  readonly pictures: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly peak: number;
  readonly color: number;
  /** Of the scenes, the first weights, the order of the pictures and their changes. */
  readonly seed: number;
}

/** How a detector is trained on drawn scenes. */
export type DetectorRecipe = SegmenterRecipe;

/** Milliseconds a picture, one picture at a time. */
export interface DetectorTimes {
  readonly proposals: number;
  readonly features: number;
  readonly heads: number;
}

/** Writes the report of a run and its log of epochs, and makes the table of all reports again. */
export async function writeReport(
  result: { readonly name: string } & Result,
  net: NetworkSpec,
  history: Pick<History<string>, 'epochs' | 'toCSV'>,
): Promise<void> {
  const { name, ...rest } = result;
  const report = {
    ...{ name, ...rest, params: analyze(net).totals.params },
    minutes: Math.round(history.epochs.reduce((sum, row) => sum + row.seconds, 0) / 60),
    machine: `${at(cpus(), 0).model}, ${cpus().length} cores, ${platform()} ${arch()}, Node ${process.versions.node}, TensorFlow ${backend.version}`,
    date: new Date().toISOString().slice(0, 10),
  };
  const path = join(repositoryRoot(), 'data', 'weights', name);
  await writeFile(`${path}.csv`, history.toCSV());
  await writeFile(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeReadme();
}

const HEAD = `# Trained weights

Written by \`npm run train -- NAME\` (scripts/train); the tables are made from the reports NAME.json, and NAME.csv is the
log of each epoch. What is measured is measured with the file as it is here, in float16, once, at the end; nothing was chosen by it.
The tables are no ranking of architectures: one seed each. The names and layouts are PyTorch's:
\`tfjs.loadStateDict(model, net, await tfjs.readSafetensors(path))\`.

## Classifiers

They read CIFAR-10 at 32×32, minus the mean and divided by the deviation of the channels
(\`datasets.cifar10Statistics\`), and were trained on its 50,000 training images with SGD, Nesterov's momentum 0.9, one cycle of the
learning rate, mirroring and shifts of up to 4 pixels. Accuracy is that on all 10,000 test images. Epochs, rates, operations and normalization differ.
They are made from CIFAR-10 (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009) and have the licence of this course.
`;

const SEGMENTERS_HEAD = `
## Segmenters

They read \`datasets.scenes\` with \`datasets.LARGE_DIGITS\`, from −2 to 2, and were trained with Adam at a rate that falls to 0 along half a
cosine, each from its own start: He's, and bilinear interpolation for what enlarges. Brightness and contrast change by up to \`color\`. Pixel accuracy and mean IoU
are those on 2,000 test scenes, whose digits and photographs are in no training scene. The sources of the scenes are in data/registry.json; the weights have the licence of this course.
`;

const DETECTORS_HEAD = `
## Detectors

They read \`datasets.scenes\` with \`datasets.SCATTERED_DIGITS\`, from −2 to 2, and were trained with Adam at a rate that falls to 0 along half a
cosine. Brightness and contrast change by up to \`color\`. mAP is COCO's (101 points), at an IoU of 0.5 and as the mean over 0.5, 0.55, … 0.95,
on 2,000 test scenes, whose digits and photographs are in no training scene; milliseconds are those of one picture at a time, on the machine named.
`;

/** Makes the table of all reports. */
export async function writeReadme(): Promise<void> {
  const folder = join(repositoryRoot(), 'data', 'weights');
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort();
  const reports = await Promise.all(
    names.map(async name => JSON.parse(await readFile(join(folder, name), 'utf8')) as Report),
  ); // train wrote them
  const classifiers = reports.filter((one): one is Common & ClassifierResult => 'accuracy' in one.test);
  const segmenters = reports.filter((one): one is Common & SegmenterResult => 'meanIou' in one.test);
  const detectors = reports.filter((one): one is Common & DetectorResult => 'mAP' in one.test);
  const sections = [
    section(HEAD, classifiers.map(classifierRow)),
    section(SEGMENTERS_HEAD, segmenters.map(segmenterRow)),
    section(DETECTORS_HEAD, detectors.map(detectorRow)),
  ];
  await writeFile(join(folder, 'README.md'), sections.join(''));
}

type Row = Readonly<Record<string, string | number>>;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function classifierRow({ test, peak, weightDecay, ...report }: Common & ClassifierResult): Row {
  const { epochs, batchSize, seed } = report;
  return {
    ...{ network: report.name, parameters: report.params.toLocaleString('en-US') },
    ...{ 'test accuracy': percent(test.accuracy), 'test loss': test.loss.toFixed(3), epochs, batch: batchSize },
    ...{ 'peak learning rate': peak, 'weight decay': weightDecay, seed, ...madeWhere(report) },
  };
}

function segmenterRow({ test, pictures, peak, color, ...report }: Common & SegmenterResult): Row {
  const { epochs, batchSize, seed } = report;
  return {
    ...{ network: report.name, parameters: report.params.toLocaleString('en-US') },
    ...{ 'pixel accuracy': percent(test.pixelAccuracy), 'mean IoU': test.meanIou.toFixed(3) },
    ...{ 'test loss': test.loss.toFixed(3), scenes: pictures, epochs, batch: batchSize },
    ...{ 'first learning rate': peak, color, seed, ...madeWhere(report) },
  };
}

function detectorRow({ test, pictures, peak, color, ...report }: Common & DetectorResult): Row {
  const { epochs, batchSize, seed } = report;
  const { proposals, features, heads } = test;
  return {
    ...{ network: report.name, parameters: report.params.toLocaleString('en-US') },
    ...{ 'mAP@0.5': percent(test.mAP50), 'mAP@[.5:.95]': percent(test.mAP) },
    ...{ 'ms: proposals': proposals.toFixed(1), features: features.toFixed(1), heads: heads.toFixed(1) },
    ...{ scenes: pictures, epochs, batch: batchSize, 'first learning rate': peak, color, seed, ...madeWhere(report) },
  };
}

const section = (head: string, rows: readonly Row[]): string => (rows.length > 0 ? `${head}\n${table(rows)}\n` : '');

const madeWhere = ({ minutes, date, machine }: Common): Row => ({ minutes, date, machine });

function table(rows: readonly Row[]): string {
  const names = Object.keys(at(rows, 0));
  const lines = [names, names.map(() => '---'), ...rows.map(row => Object.values(row))];
  return lines.map(line => `| ${line.join(' | ')} |`).join('\n');
}
