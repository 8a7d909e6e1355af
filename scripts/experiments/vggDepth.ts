import { parseArgs } from 'node:util';
import { cifar10, holdOut } from '../../lib/datasets';
import { slim_vgg, type VggDepth } from '../../lib/models';
import type { InitializerName } from '../../lib/tfjs';
import { cosine, sgd } from '../../lib/training';
import { nudge, record } from './record';

/* How deep a plain stack of 3×3 convolutions can be trained, by its start. One run: a start with a depth, a rate and a seed. */

interface Start {
  readonly initializer: InitializerName;
  readonly batchNormalization?: boolean;
  readonly prepare?: typeof nudge;
}

const STARTS: Readonly<Record<string, Start>> = {
  small: { initializer: 'pytorch' },
  he: { initializer: 'he' },
  'he-again': { initializer: 'he', prepare: nudge },
  normalized: { initializer: 'he', batchNormalization: true },
};

const DEPTHS: readonly VggDepth[] = [11, 13, 16, 19];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      variant: { type: 'string', default: 'he-11' },
      rate: { type: 'string', default: '0.01' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '10' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const { variant, out } = values;
  const { start: name = '', depth: layers } = /^(?<start>[\w-]+)-(?<depth>\d+)$/.exec(variant)?.groups ?? {};
  const start = Object.hasOwn(STARTS, name) ? STARTS[name] : undefined;
  const depth = DEPTHS.find(known => known === Number(layers));
  if (start === undefined || depth === undefined) {
    throw new RangeError(
      `--variant is one of ${Object.keys(STARTS).join(', ')}, with a depth of ${DEPTHS.join(', ')}, as in he-11. Received ${variant}.`,
    );
  }
  const { initializer, batchNormalization, prepare } = start;
  const rate = Number(values.rate);
  const { train, test: validation } = holdOut(cifar10().train, 80);
  await record(
    {
      ...{ net: slim_vgg(depth, { batchNormalization }), train, initializer, prepare },
      ...{ seed: Number(values.seed), settings: { variant, rate } },
      options: {
        ...{ epochs: Number(values.epochs), batchSize: 32, validation },
        ...{ optimizer: sgd({ momentum: 0.9 }), learningRate: cosine({ learningRate: rate }) },
      },
    },
    out,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
