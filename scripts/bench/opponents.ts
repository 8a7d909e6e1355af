/** What the course is compared with. */
import { join } from 'node:path';
import type { Command } from './competitor';
import type { Job } from './jobs';
import { NO_PYTORCH, type Probe, succeeds } from './python';

/** The course's own name in the tables. */
export const OURS = 'ours';

export const OPPONENTS = ['stock', 'eager', 'channels-last', 'compile', 'onnxruntime', 'openvino'] as const;

/** What `--against` and the tables call an opponent. */
export type OpponentName = (typeof OPPONENTS)[number];

/** PyTorch's ways, which `pytorch.py` explains. */
export const PYTORCH = ['eager', 'channels-last', 'compile'] as const satisfies readonly OpponentName[];
/** They only predict, and read an ONNX file. */
export const RUNTIMES = ['onnxruntime', 'openvino'] as const satisfies readonly OpponentName[];

/** One of those that take part in a benchmark. */
export interface Entrant extends Command {
  readonly kinds: readonly Job['kind'][];
  /** Writes the ONNX file, whose path it takes as one more argument, for an entrant that reads one. */
  readonly exporter?: Command;
}

/** Who takes part, and a line about each who cannot. */
export interface Field {
  readonly entrants: readonly Entrant[];
  readonly leftOut: readonly string[];
}

/** What an opponent needs of Python beside torch and torchvision. */
interface Need {
  /** Statements that fail where it is not there. */
  readonly check: string;
  readonly remedy: (python: string) => string;
}

const install = (packages: string) => (python: string) => `${python} -m pip install ${packages}`;

const NEEDS: ReadonlyMap<OpponentName, Need> = new Map([
  [
    'compile',
    {
      check: 'import torch; torch.compile(torch.neg)(torch.ones(1))',
      remedy: () => 'install a C++ compiler, such as g++',
    },
  ],
  ['onnxruntime', { check: 'import onnxruntime, onnxscript', remedy: install('onnxruntime onnx onnxscript') }],
  ['openvino', { check: 'import openvino, onnxscript', remedy: install('openvino onnx onnxscript') }],
]);

/**
 * The course, and those of its opponents that run here.
 *
 * @param against the opponents that were asked for
 * @param python one with torch and torchvision, where there is one
 */
export function fieldOf(against: readonly OpponentName[], python: string | undefined, probe: Probe = succeeds): Field {
  const entrants = [node(OURS)];
  const leftOut: string[] = [];
  if (python === undefined && against.some(name => name !== 'stock')) leftOut.push(NO_PYTORCH);
  for (const name of against) {
    if (name === 'stock') entrants.push(node('stock'));
    else if (python !== undefined) {
      const need = NEEDS.get(name);
      if (need === undefined || probe(python, need.check)) entrants.push(inPython(name, python));
      else
        leftOut.push(`${name} is left out: it does not run in ${python}. To compare with it: ${need.remedy(python)}`);
    }
  }
  return { entrants, leftOut };
}

function node(name: typeof OURS | 'stock'): Entrant {
  const args = ['--import', 'tsx', join(__dirname, 'worker.ts'), name];
  return { name, file: process.execPath, args, kinds: ['train', 'predict'] };
}

function inPython(name: Exclude<OpponentName, 'stock'>, python: string): Entrant {
  const script = (file: string): string => join(__dirname, 'opponents', file);
  if (PYTORCH.some(way => way === name)) {
    return { name, file: python, args: [script('pytorch.py'), name], kinds: ['train', 'predict'] };
  }
  const exporter = { name: 'the export to ONNX', file: python, args: [script('export_onnx.py')] };
  return { name, file: python, args: [script('runtimes.py'), name], kinds: ['predict'], exporter };
}
