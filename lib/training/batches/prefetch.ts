import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch, BatchPlan } from './batches';
import type { Examples } from './examples';
import type { Fields } from './fields';
import { sharedExamples } from './shared';

const MODULE = JSON.stringify(join(__dirname, 'prefetchThread'));
/** Threads do not take over the loader of TypeScript sources, which scripts and tests run from. */
const THREAD = __filename.endsWith('.ts') ? `require('tsx/cjs'); require(${MODULE})` : `require(${MODULE})`;

/** What the thread is started with. */
export interface PrefetchData {
  readonly examples: Examples;
  readonly plan: BatchPlan;
}

/**
 * Makes the batch of the next step in another thread while TensorFlow computes the current one in this thread.
 * The batches are those of `Batches`.
 */
export class Prefetcher<F extends Fields = Fields> {
  private readonly worker: Worker;
  private next: { readonly step: number; readonly batch: Promise<Batch<F>> } | undefined;

  constructor(examples: Examples<F>, plan: BatchPlan) {
    const workerData: PrefetchData = { examples: sharedExamples(examples), plan };
    // Options of this process, such as the kernel's preload, are not for the thread.
    this.worker = new Worker(THREAD, { eval: true, workerData, execArgv: [] });
  }

  /** The batch of a step. It waits only where the thread is slower than the step before. */
  async at(step: number): Promise<Batch<F>> {
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

  private async request(step: number): Promise<Batch<F>> {
    this.worker.postMessage(step);
    const [batch] = await once(this.worker, 'message');
    return batch;
  }
}
