import { parentPort, workerData } from 'node:worker_threads';
import { Batches } from './batches';
import type { PrefetchData } from './prefetch';

const { examples, plan }: PrefetchData = workerData;
const batches = new Batches(examples, plan);

parentPort?.on('message', (step: number) => {
  const batch = batches.at(step);
  parentPort?.postMessage(batch, [batch.images.buffer as ArrayBuffer]); // made by Batches, not shared
});
