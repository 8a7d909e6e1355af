import { createHash } from 'node:crypto';
import { at } from '../../../lib/spec';
import { fit } from '../../../lib/training';
import { allWeights, digits, smallModel } from '../smallNetwork';

// Run by kills.test.ts: trains, or goes on training, with a checkpoint after each step, and prints a hash of the weights.

async function main(folder: string): Promise<void> {
  const model = smallModel();
  const history = await fit(model, digits(1000), {
    ...{ epochs: 3, batchSize: 10, augment: { flip: true, crop: 2 }, learningRate: 0.01 },
    ...{ display: false, resume: true, checkpoints: { folder, everySteps: 1 } },
  });
  const weights = Float32Array.from(allWeights(model));
  const hash = createHash('sha256').update(new Uint8Array(weights.buffer)).digest('hex');
  console.log(JSON.stringify({ steps: history.steps.length, hash }));
}

void main(at(process.argv, 2));
