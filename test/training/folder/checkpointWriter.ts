import { at } from '../../../lib/spec';
import { readNewest, writeCheckpoint } from '../../../lib/training/folder/checkpoint';

// Run by kills.test.ts: goes on from the newest checkpoint of the folder and writes one after the other, until it is killed.

async function main(folder: string): Promise<never> {
  const found = await readNewest(folder, sentence => {
    throw new Error(sentence);
  });
  let step = found?.state.step ?? 0;
  const data = new Float32Array(500_000);
  for (;;) {
    step++;
    const arrays = new Map([['a', { shape: [data.length], data: data.fill(step) }]]);
    await writeCheckpoint(folder, { arrays, state: { step, settings: {}, run: null } }, 3);
    console.log(step);
  }
}

void main(at(process.argv, 2));
