import { parseArgs } from 'node:util';
import { cifar10, cifar10Statistics, firstOfEachClass, type LabelledImages } from '../../lib/datasets';
import { toCsv } from '../../lib/datasets/csv';
import { cifarResnet } from '../../lib/models';
import { ndarray } from '../../lib/ops';
import { at, floatAt, type NDArray } from '../../lib/spec';
import { buildModel, inputGradient, logits, toTensor } from '../../lib/tfjs';
import { evaluate, fit, oneCycle, sgd } from '../../lib/training';
import { describeMachine } from '../notebooks/runs';
import { writeWhole } from './record';

/*
 * How wide the effective receptive field of ResNet-20 is before and after training. One run: a size of the first weights
 * and a seed; it gives three rows, of the network as it was built, after its normalization has seen images, and trained.
 */

const LAYERS = [
  { layer: 'layer1.2.relu_2', side: 32, channels: 16 },
  { layer: 'layer2.1.relu_2', side: 16, channels: 32 },
  { layer: 'layer3.2.relu_2', side: 8, channels: 64 },
] as const;

const STARTS = ['he', 'pytorch'] as const;

type Model = ReturnType<typeof buildModel>;

function scaled({ images, shape }: LabelledImages): NDArray {
  const { mean, std } = cifar10Statistics;
  return ndarray(
    shape,
    Float32Array.from(images, (value, i) => (value / 255 - at(mean, i % 3)) / at(std, i % 3)),
  );
}

/**
 * The side of a square with as many pixels as have an influence of more than 4.55 % of the largest (Luo and others 2016),
 * on the middle unit of four channels, added over 20 images.
 */
function fieldWidth(model: Model, { layer, side, channels }: (typeof LAYERS)[number], images: NDArray): number {
  const map = new Float32Array(32 * 32);
  for (let channel = 0; channel < channels; channel += channels / 4) {
    const unit = { layer, row: side / 2, column: side / 2, channel };
    inputGradient(model, images, unit).data.forEach((value, i) => {
      const pixel = Math.floor(i / 3) % map.length;
      map[pixel] = floatAt(map, pixel) + Math.abs(value);
    });
  }
  const most = map.reduce((a, b) => Math.max(a, b), 0);
  return Math.sqrt(map.filter(value => value > 0.0455 * most).length);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      start: { type: 'string', default: 'he' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '15' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const initializer = STARTS.find(name => name === values.start);
  if (initializer === undefined) {
    throw new RangeError(`--start is one of ${STARTS.join(', ')}. Received ${values.start}.`);
  }
  const [seed, epochs] = [Number(values.seed), Number(values.epochs)];
  const { train, test } = cifar10();
  const model = buildModel(cifarResnet(20), { seed, initializer });
  const images = scaled(firstOfEachClass(test, 2));
  const rows: Record<string, string | number>[] = [];
  const [machine, date] = [describeMachine(), new Date().toISOString().slice(0, 10)];
  const measure = async (moment: string): Promise<void> => {
    const widths = LAYERS.map((place, i) => [`width${i + 1}`, fieldWidth(model, place, images)]);
    const { accuracy } = await evaluate(model, test, { scaling: cifar10Statistics });
    rows.push({
      start: initializer,
      seed,
      moment,
      ...Object.fromEntries(widths),
      testAccuracy: accuracy,
      machine,
      date,
    });
  };
  await measure('built');
  const seen = toTensor(scaled(firstOfEachClass(train, 6)));
  // Each look moves the moving statistics a tenth of the way to those of the images.
  for (let look = 0; look < 100; look++) logits(model, seen, { training: true }).dispose();
  await measure('fresh');
  await fit(model, train, {
    ...{ epochs, batchSize: 64, seed, augment: { flip: true, crop: 4 }, scaling: cifar10Statistics },
    ...{ optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }) },
    ...{ learningRate: oneCycle({ peak: 0.1 }), checkpoints: false, display: false },
  });
  await measure('trained');
  writeWhole(values.out, toCsv(rows));
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
