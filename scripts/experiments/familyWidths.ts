import { analyze } from '../../lib/arithmetic';
import { cifar10, firstOfEachClass } from '../../lib/datasets';
import { type FamilyName, scaled_family } from '../../lib/models';
import { buildModel } from '../../lib/tfjs';
import { fit, sgd } from '../../lib/training';
import { interleave } from '../bench/interleave';
import { describeMachine } from '../notebooks/runs';

/*
 * The widths of comparisons/families.ts: at which width does each family have as many parameters, as many MACs, and as long
 * a training step as the small DenseNet? Parameters and MACs are counted. The step is measured, in turns, on one
 * thread, in milliseconds of processor time: TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1 npx tsx scripts/experiments/familyWidths.ts
 */

/** Of DenseNet: growth rate 6. */
const ANCHOR = 0.5;
const FAMILIES: readonly FamilyName[] = ['alexnet', 'vgg', 'googlenet', 'resnet'];
const ROUNDS = 6;
/** A step's time grows slower than the square of the width, which the MACs grow with. */
const EXPONENT = 0.7;

const total = (family: FamilyName, width: number, of: 'params' | 'macs'): number =>
  analyze(scaled_family(family, width)).totals[of];

/** The width, to two thousandths, with which a family comes nearest to the budget. */
function widthFor(family: FamilyName, of: 'params' | 'macs'): number {
  const budget = total('densenet', ANCHOR, of);
  const widths = Array.from({ length: 700 }, (_, i) => (100 + 2 * i) / 1000);
  const off = (width: number): number => Math.abs(Math.log(total(family, width, of) / budget));
  return widths.reduce((best, width) => (off(width) < off(best) ? width : best));
}

const images = firstOfEachClass(cifar10().train, 64);

/** Milliseconds of processor time of a training step, the mean of an epoch of 20. */
async function stepTime(family: FamilyName, width: number): Promise<number> {
  const model = buildModel(scaled_family(family, width), { seed: 0, initializer: 'he' });
  const readings: number[] = [];
  await fit(model, images, {
    ...{ epochs: 3, batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: sgd({ momentum: 0.9 }), learningRate: 0.01, checkpoints: false, display: false, compile: true },
    onEpoch: () => {
      const { user, system } = process.cpuUsage();
      readings.push((user + system) / 1000);
    },
  });
  model.dispose();
  const [first = 0, second = 0, third = 0] = readings;
  return Math.min(second - first, third - second) / 20;
}

/** The fastest of several rounds, in turns with DenseNet. */
async function fastest(widths: ReadonlyMap<FamilyName, number>): Promise<ReadonlyMap<string, number>> {
  const competitors = [...widths].map(([name, width]) => ({ name, measure: () => stepTime(name, width) }));
  const times = await interleave(competitors, ROUNDS, (_name, error) => {
    throw error;
  });
  return new Map([...times].map(([name, rounds]) => [name, Math.min(...rounds)]));
}

async function main(): Promise<void> {
  console.log(describeMachine());
  for (const of of ['params', 'macs'] as const) {
    console.log(`${of}: ${total('densenet', ANCHOR, of)}`);
    for (const family of FAMILIES) {
      const width = widthFor(family, of);
      console.log(`  ${family} ${width}: ${total(family, width, of)}`);
    }
  }
  let widths = new Map(FAMILIES.map(family => [family, widthFor(family, 'macs')]));
  for (let pass = 1; pass <= 4; pass++) {
    const times = await fastest(new Map([...widths, ['densenet', ANCHOR]]));
    const budget = times.get('densenet') ?? Number.NaN;
    const shown = [...times].map(
      ([name, ms]) => `${name} ${widths.get(name as FamilyName) ?? ANCHOR}: ${ms.toFixed(2)}`,
    );
    console.log(`ms, pass ${pass}: ${shown.join(', ')}`);
    widths = new Map(
      [...widths].map(([family, width]) => {
        const next = width * (budget / (times.get(family) ?? budget)) ** EXPONENT;
        return [family, Math.round(next * 500) / 500];
      }),
    );
  }
  for (const [family, width] of widths) console.log(`  next: ${family} ${width}`);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
