import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LabelledImages } from '../../datasets/labelledImages';
import type { Batch, BatchPlan } from './batches';

const MODULE = JSON.stringify(join(__dirname, 'prefetchThread'));
/** Threads do not take over the loader of TypeScript sources, which scripts and tests run from. */
const THREAD = __filename.endsWith('.ts') ? `require('tsx/cjs'); require(${MODULE})` : `require(${MODULE})`;

/** What the thread is started with. */
export interface PrefetchData {
  readonly set: LabelledImages;
  readonly plan: BatchPlan;
}

/**
 * Makes the batch of the next step in another thread while TensorFlow computes the current one in this thread.
 * The batches are those of `Batches`.
 */
export class Prefetcher {
  private readonly worker: Worker;
  private next: { readonly step: number; readonly batch: Promise<Batch> } | undefined;

  constructor(set: LabelledImages, plan: BatchPlan) {
    const workerData: PrefetchData = { set: shared(set), plan };
    // Options of this process, such as the kernel's preload, are not for the thread.
    this.worker = new Worker(THREAD, { eval: true, workerData, execArgv: [] });
  }

  /** The batch of a step. It waits only where the thread is slower than the step before. */
  async at(step: number): Promise<Batch> {
    const batch = await (this.next?.step === step ? this.next.batch : this.request(step));
    const ahead = this.request(step + 1);
    ahead.catch(() => undefined); // it is thrown when the batch is asked for
    this.next = { step: step + 1, batch: ahead };
    return batch;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async request(step: number): Promise<Batch> {
    this.worker.postMessage(step);
    const [batch] = await once(this.worker, 'message');
    return batch;
  }
}

/** The images in memory that both threads see, so that they are not copied again for each run. */
function shared(set: LabelledImages): LabelledImages {
  if (set.images.buffer instanceof SharedArrayBuffer) return set;
  const images = new Uint8Array(new SharedArrayBuffer(set.images.length));
  images.set(set.images);
  return { ...set, images };
}
