import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyze } from '../../lib/arithmetic';
import { cifar10, firstOfEachClass } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { at } from '../../lib/spec';
import { backend, buildModel, loadStateDict, readSafetensors, stateDict, writeSafetensors } from '../../lib/tfjs';
import { type EpochRow, evaluate, fit } from '../../lib/training';
import { fitOptions, RECIPES, type Recipe, recipeNetwork } from './recipes';
import { writeReadme } from './report';

const USAGE = `Trains a network on all of CIFAR-10 and writes its weights to data/weights.
usage: npm run train -- NAME     one of ${Object.keys(RECIPES).join(', ')}
The images come from: npx convnets data cifar10
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
  const path = join(repositoryRoot(), 'data', 'weights', name);
  await writeSafetensors(`${path}.safetensors`, stateDict(model, net), {
    dtype: 'F16',
    metadata: new Map([['format', 'pt']]),
  });
  loadStateDict(model, net, await readSafetensors(`${path}.safetensors`));
  const { accuracy, loss, count } = await evaluate(model, test);
  const report = {
    name,
    ...recipe,
    params: analyze(net).totals.params,
    test: { accuracy, loss, count },
    minutes: Math.round(history.epochs.reduce((sum, row) => sum + row.seconds, 0) / 60),
    machine: `${at(cpus(), 0).model}, ${cpus().length} cores, ${platform()} ${arch()}, Node ${process.versions.node}, TensorFlow ${backend.version}`,
    date: new Date().toISOString().slice(0, 10),
  };
  await writeFile(`${path}.csv`, history.toCSV());
  await writeFile(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeReadme();
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
  const unknown = positionals.find(name => !(name in RECIPES));
  if (positionals.length === 0 || unknown !== undefined) {
    console.error(`${unknown === undefined ? 'Which network?' : `There is no recipe for "${unknown}".`}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, recipe] of Object.entries(RECIPES)) {
    if (positionals.includes(name)) await train(name, recipe);
  }
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
