import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { tf } from '../backend';
import type { Feed, GraphNode } from './nodes';
import { NoFixedGraph } from './recorder';
import { savedModel, TAG } from './savedModel';

/** A graph that TensorFlow has loaded, with the values of its variables. Native backend only. */
export class GraphSession {
  private readonly backend = tf.backend() as NodeJSKernelBackend; // the base type lacks graphs; callers check isNative()
  private readonly id: number;
  private isDisposed = false;

  /** @throws NoFixedGraph when TensorFlow does not take the graph, or when it cannot be written down for it */
  constructor(nodes: readonly GraphNode[]) {
    const bytes = savedModel(nodes);
    let folder: string | undefined;
    try {
      folder = mkdtempSync(join(tmpdir(), 'convnets-graph-')); // TensorFlow reads graphs from a folder only
      mkdirSync(join(folder, 'variables'));
      writeFileSync(join(folder, 'saved_model.pb'), bytes);
      this.id = this.backend.loadSavedModelMetaGraph(folder, TAG);
    } catch (error) {
      throw new NoFixedGraph(`TensorFlow cannot load the graph (${firstLine(error)})`, { cause: error });
    } finally {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Computes some outputs, and all that must run before them. In the first run TensorFlow optimizes the graph for them.
   *
   * @param feeds a tensor for each input on which the outputs depend
   * @param outputs such as `Conv2D_7:0`
   * @throws Error after `dispose`: TensorFlow would end the process
   */
  run(feeds: readonly Feed[], outputs: readonly string[]): Tensor[] {
    if (this.isDisposed) throw new Error('The graph was disposed of. Compile it again.');
    const infos = feeds.map(({ name, tensor }) => ({ name: `${name}:0`, dtype: tensor.dtype, shape: tensor.shape }));
    const tensors = feeds.map(({ tensor }) => tensor);
    return this.backend.runSavedModel(this.id, tensors, infos, [...outputs]);
  }

  dispose(): void {
    if (!this.isDisposed) this.backend.deleteSavedModel(this.id);
    this.isDisposed = true;
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
