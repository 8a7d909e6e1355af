import type { ConverterSet } from 'tslab/dist/executor';
import * as tslabExecutor from 'tslab/dist/executor';
import * as tslabJupyter from 'tslab/dist/jupyter';
import { cells } from './execution';
import { CellExecutor } from './executor';
import { isCutOff } from './interrupt';
import { KernelServer } from './server';
import { installStackTraces } from './sources';
import { replaceImmediates } from './turns';

/*
 * What tslab 1.0.22 does itself: read the command line, keep the compiler warm, type-check cells and carry their
 * declarations on, rewrite the variables that cells share, load modules beside the notebook.
 *
 * What this folder does in its place: run a cell, and speak with Jupyter. tslab sends no `error` message and prints
 * stacks of compiled code; answers comm_info with the type of another reply and kernel_info without a status; aborts
 * cells that arrive up to 200 ms after an error (https://github.com/yunabe/tslab/issues/19 tells why); moves output of
 * background work to whatever cell ran last; and leaves interrupted work running.
 */
Object.assign(tslabExecutor, {
  createExecutor: (folder: string, converters: ConverterSet) => new CellExecutor(folder, converters),
});
Object.assign(tslabJupyter, {
  // tslab's main makes a handler around the executor and a server around the handler.
  JupyterHandlerImpl: class {
    constructor(readonly executor: CellExecutor) {}
  },
  ZmqServer: KernelServer,
});

installStackTraces();
replaceImmediates();
cells.follow(isCutOff);
