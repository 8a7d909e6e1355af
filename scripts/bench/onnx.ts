/** The network of a job as an ONNX file, for those that read one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Competitor } from './competitor';
import type { Assignment, OnnxFile } from './protocol';

/** Exports the network when it is first asked for, into a folder that `remove` takes away. */
export class OnnxExport {
  private readonly assignment: Assignment;
  private folder: string | undefined;
  private file: Promise<OnnxFile> | undefined;

  constructor(assignment: Assignment) {
    this.assignment = assignment;
  }

  /** @throws Error with the end of what the exporter printed */
  by(exporter: Command): Promise<OnnxFile> {
    this.file ??= this.write(exporter);
    return this.file;
  }

  async remove(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async write({ name, file, args }: Command): Promise<OnnxFile> {
    this.folder = await mkdtemp(join(tmpdir(), 'convnets-onnx-'));
    const path = join(this.folder, 'network.onnx');
    const exporting = await Competitor.start({ name, file, args: [...args, path] }, this.assignment);
    await exporting.stop();
    return { path, parameters: exporting.ready.parameters };
  }
}
