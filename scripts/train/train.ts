import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cifar10, firstOfEachClass } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { buildModel } from '../../lib/tfjs';
import { type EpochRow, evaluate, fit } from '../../lib/training';
import { DETECTOR_NAMES, isDetector, trainDetector } from './detectors';
import { fitOptions, RECIPES, type Recipe, recipeNetwork } from './recipes';
import { writeReport } from './report';
import { isSegmenter, SEGMENTERS, trainSegmenter } from './segmenters';
import { writeWeights } from './weights';

const USAGE = `Trains a network and writes its weights to data/weights.
usage: npm run train -- NAME
  on all of CIFAR-10, which comes from npx convnets data cifar10: ${Object.keys(RECIPES).join(', ')}
  on scenes, which are drawn: ${[...SEGMENTERS, ...DETECTOR_NAMES].join(', ')}
A run that was stopped goes on where it was when the command is given again.`;

/** Trains, measures what was written, and keeps weights, log and report. */
async function train(name: string, recipe: Recipe): Promise<void> {
  const net = recipeNetwork(name);
  const { train, test } = cifar10({ subset: 'full' });
  const options = fitOptions(recipe);
  const model = buildModel(net, { seed: recipe.seed, initializer: 'he' });
  const folder = join(repositoryRoot(), 'data', 'cache', 'training', name);
  const history = await fit(model, train, {
    ...options,
    validation: firstOfEachClass(test, 100),
    checkpoints: { folder, everySteps: 100 },
    resume: true,
    display: false,
    onEpoch: row => console.log(describe(row)),
  });
  await writeWeights(name, model, net);
  const { accuracy, loss, count } = await evaluate(model, test);
  await writeReport({ name, ...recipe, test: { accuracy, loss, count } }, net, history);
  console.log(`${name}: ${(100 * accuracy).toFixed(2)} % of ${count} test images right.`);
}

function describe({ epoch, learningRate, loss, accuracy, validationAccuracy, seconds }: EpochRow): string {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return `epoch ${epoch}: loss ${loss.toFixed(3)}, right ${percent(accuracy)}, of 1,000 test images ${percent(validationAccuracy)}, learning rate ${learningRate.toPrecision(2)}, ${Math.round(seconds)} s`;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const unknown = positionals.find(name => !(name in RECIPES || isSegmenter(name) || isDetector(name)));
  if (positionals.length === 0 || unknown !== undefined) {
    console.error(`${unknown === undefined ? 'Which network?' : `There is no recipe for "${unknown}".`}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, recipe] of Object.entries(RECIPES)) {
    if (positionals.includes(name)) await train(name, recipe);
  }
  for (const name of positionals.filter(isSegmenter)) await trainSegmenter(name);
  for (const name of positionals.filter(isDetector)) await trainDetector(name);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
