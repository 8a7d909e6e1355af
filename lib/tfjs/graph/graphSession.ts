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

  /** @throws NoFixedGraph when TensorFlow does not take the graph */
  constructor(nodes: readonly GraphNode[]) {
    const folder = mkdtempSync(join(tmpdir(), 'convnets-graph-')); // TensorFlow reads graphs from a folder only
    try {
      mkdirSync(join(folder, 'variables'));
      writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
      this.id = this.backend.loadSavedModelMetaGraph(folder, TAG);
    } catch (error) {
      throw new NoFixedGraph(`TensorFlow does not take the graph (${firstLine(error)})`, { cause: error });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Computes some outputs, and all that must run before them. In the first run TensorFlow optimizes the graph for them.
   *
   * @param feeds a tensor for each input on which the outputs depend
   * @param outputs such as `Conv2D_7:0`
   */
  run(feeds: readonly Feed[], outputs: readonly string[]): Tensor[] {
    const infos = feeds.map(({ name, tensor }) => ({ name: `${name}:0`, dtype: tensor.dtype, shape: tensor.shape }));
    const tensors = feeds.map(({ tensor }) => tensor);
    return this.backend.runSavedModel(this.id, tensors, infos, [...outputs]);
  }

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
