import { parseArgs } from 'node:util';
import { cifar10 } from '../../lib/datasets';
import { four_layer } from '../../lib/models';
import { sgd } from '../../lib/training';
import { record } from './record';

/*
 * ReLU, tanh and sigmoid in a network of four layers, without regularization, until the training error is 25 %, as in
 * figure 1 of AlexNet's paper. One run: an activation, a learning rate and a seed.
 */

const INITIALIZERS = { relu: 'he', tanh: 'glorot', sigmoid: 'glorot' } as const;

type Activation = keyof typeof INITIALIZERS;

function isActivation(name: string): name is Activation {
  return name in INITIALIZERS;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      activation: { type: 'string', default: 'relu' },
      rate: { type: 'string', default: '0.01' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '20' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const { activation, out } = values;
  if (!isActivation(activation)) {
    throw new RangeError(`--activation is one of ${Object.keys(INITIALIZERS).join(', ')}. Received ${activation}.`);
  }
  const learningRate = Number(values.rate);
  const { train } = cifar10();
  await record(
    {
      net: four_layer({ activation }),
      ...{ train, initializer: INITIALIZERS[activation], seed: Number(values.seed) },
      options: { epochs: Number(values.epochs), batchSize: 32, optimizer: sgd({ momentum: 0.9 }), learningRate },
      settings: { activation, rate: learningRate },
      until: ({ accuracy }) => accuracy >= 0.75,
    },
    out,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
