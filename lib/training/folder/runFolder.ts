import { resolve } from 'node:path';
import { systemErrorCode, systemProblem } from '../../files/systemProblem';
import { type Checkpoint, readNewest, writeCheckpoint } from './checkpoint';
import { FolderLock } from './lock';
import { causeOf } from './noRoom';
import { withRoom } from './room';
import type { Saving } from './saving';

/** The run of this process that used a folder last: it alone saves there. */
const lastUser = new Map<string, RunFolder>();

/** The folder of a run, which no other run saves in meanwhile. */
export class RunFolder {
  private lock: FolderLock | null = null;
  /** Why the run could not be saved, the last time that it was said. */
  private said = '';

  constructor(private readonly saving: Saving) {}

  get path(): string {
    return this.saving.folder;
  }

  /**
   * Keeps the folder for this run while it works. A folder that cannot be written to does not keep a run from training.
   *
   * @throws RangeError when another process trains there
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.lock = await FolderLock.take(this.path).catch(error => {
        if (systemErrorCode(error) === undefined) throw error;
        return null;
      });
      lastUser.set(resolve(this.path), this);
      return await work();
    } finally {
      this.lock?.release();
      this.lock = null;
    }
  }

  /** The newest checkpoint that is whole, as `readNewest` gives it. */
  newest(
    notice: (sentence: string) => void,
    faultOf: (checkpoint: Checkpoint) => string | null,
  ): Promise<Checkpoint | null> {
    return readNewest(this.path, notice, faultOf);
  }

  /**
   * Saves a checkpoint; the oldest ones go. A full disk must not end a run of hours: what cannot be saved is said, once for
   * each reason, though a run may try it at each step.
   *
   * @returns the file's path; null where it could not be saved
   */
  async save(checkpoint: Checkpoint, notice: (sentence: string) => void): Promise<string | null> {
    const { step } = checkpoint.state;
    try {
      const path = await withRoom(this.path, step, () => this.write(checkpoint));
      this.said = '';
      return path;
    } catch (error) {
      const words = this.explain(error);
      const reason = causeOf(error) ?? words;
      if (reason !== this.said)
        notice(`Step ${step} could not be saved; training goes on and tries it again. ${words}`);
      this.said = reason;
      return null;
    }
  }

  /** @throws Error when another run has the folder now, or nothing can be written there */
  private async write(checkpoint: Checkpoint): Promise<string> {
    if (lastUser.get(resolve(this.path)) !== this) {
      throw new RangeError(`A later run of this kernel trains in ${this.path}, and it alone saves there.`);
    }
    if (this.lock?.isHeld() !== true) this.lock = await FolderLock.take(this.path);
    return writeCheckpoint(this.path, checkpoint, this.saving.keep);
  }

  private explain(error: unknown): string {
    if (systemErrorCode(error) === undefined) return error instanceof Error ? error.message : String(error);
    return `Nothing can be written to ${this.path}: ${systemProblem(error)}. Choose another folder, or mend this one.`;
  }
}
