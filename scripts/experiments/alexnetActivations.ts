import { parseArgs } from 'node:util';
import { cifar10, cifar10Statistics, firstOfEachClass } from '../../lib/datasets';
import type { CsvRow } from '../../lib/datasets/csv';
import { four_layer } from '../../lib/models';
import { ndarray } from '../../lib/ops';
import { at, type NDArray } from '../../lib/spec';
import { layerOutput } from '../../lib/tfjs';
import { sgd } from '../../lib/training';
import { nudge, record, scaleWeights } from './record';

/*
 * ReLU, tanh and sigmoid in a network of four layers, without regularization, until the training error is below a bound,
 * as in figure 1 of AlexNet's paper. One run: an activation, a learning rate and a seed.
 */

const INITIALIZERS = { relu: 'he', 'relu-again': 'he', tanh: 'glorot', sigmoid: 'glorot' } as const;

type Racer = keyof typeof INITIALIZERS;

function isRacer(name: string): name is Racer {
  return name in INITIALIZERS;
}

const LAYERS = ['conv1.act', 'conv2.act', 'conv3.act'];

/** The slope of an activation at an output, as a share of its steepest slope. */
const SLOPES = {
  relu: (output: number) => (output > 0 ? 1 : 0),
  tanh: (output: number) => 1 - output ** 2,
  sigmoid: (output: number) => 4 * output * (1 - output),
} as const;

/**
 * How flat the activations lie. An output is flat where the slope is less than a fifth of the steepest; a channel is dead
 * that is flat at every place of every image.
 *
 * @param images scaled
 * @returns shares from 0 to 1, `flat1` to `dead3`
 */
function flatness(model: Parameters<typeof layerOutput>[0], activation: keyof typeof SLOPES, images: NDArray): CsvRow {
  const columns = LAYERS.flatMap((layer, i) => {
    const { data, shape } = layerOutput(model, images, layer);
    const channels = shape[shape.length - 1] ?? 1;
    const alive = new Set<number>();
    let flat = 0;
    data.forEach((output, j) => {
      if (SLOPES[activation](output) < 0.2) flat++;
      else alive.add(j % channels);
    });
    return [
      [`flat${i + 1}`, flat / data.length],
      [`dead${i + 1}`, 1 - alive.size / channels],
    ];
  });
  return Object.fromEntries(columns);
}

/** The first ten test images of each class, minus the mean and divided by the deviation of the channels. */
function probeImages(): NDArray {
  const { images, shape } = firstOfEachClass(cifar10().test, 10);
  const { mean, std } = cifar10Statistics;
  const scaled = Float32Array.from(images, (value, i) => (value / 255 - at(mean, i % 3)) / at(std, i % 3));
  return ndarray(shape, scaled);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      activation: { type: 'string', default: 'relu' },
      rate: { type: 'string', default: '0.01' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '20' },
      error: { type: 'string', default: '0.4' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const { activation: racer, out } = values;
  if (!isRacer(racer)) {
    throw new RangeError(`--activation is one of ${Object.keys(INITIALIZERS).join(', ')}. Received ${racer}.`);
  }
  const activation = racer === 'relu-again' ? 'relu' : racer;
  const learningRate = Number(values.rate);
  const { train } = cifar10();
  await record(
    {
      net: four_layer({ activation }),
      ...{ train, initializer: INITIALIZERS[racer], seed: Number(values.seed) },
      options: { epochs: Number(values.epochs), batchSize: 32, optimizer: sgd({ momentum: 0.9 }), learningRate },
      settings: { activation: racer, rate: learningRate },
      prepare(model) {
        // Small first answers: every race starts at a loss near ln 10, that of guessing.
        scaleWeights(model, 'fc4', 0.1);
        if (racer === 'relu-again') nudge(model);
      },
      until: ({ accuracy }) => accuracy >= 1 - Number(values.error),
      atEnd: model => flatness(model, activation, probeImages()),
    },
    out,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
