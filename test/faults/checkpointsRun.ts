import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { at } from '../../lib/spec';
import { fit } from '../../lib/training';
import { allWeights, digits, smallModel } from '../training/smallNetwork';

// Run by checkpoints.test.ts: trains with a checkpoint after each step, prints what is said meanwhile, and as its last line a
// hash of the weights and what lies in the folder then.

async function main(folder: string, steps: number): Promise<void> {
  const model = smallModel();
  await fit(model, digits(10 * steps), {
    ...{ epochs: 1, batchSize: 10, learningRate: 0.01, display: false, compile: false },
    checkpoints: { folder, everySteps: 1 },
  });
  const weights = Float32Array.from(allWeights(model));
  const hash = createHash('sha256').update(new Uint8Array(weights.buffer)).digest('hex');
  console.log(JSON.stringify({ hash, names: readdirSync(folder).sort() }));
}

main(at(process.argv, 2), Number(at(process.argv, 3))).catch((error: Error) => {
  console.log(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});
