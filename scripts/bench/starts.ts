/** What is timed in a fresh process each time: imports, and the kernel's first result. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Measured } from './interleave';
import { type OpponentName, OURS } from './opponents';

export interface Start {
  readonly id: string;
  readonly title: string;
  readonly competitors: readonly Measured[];
}

export interface Surroundings {
  readonly root: string;
  /** Python of the course's virtual environment. */
  readonly coursePython: string;
  /** A Python with PyTorch. */
  readonly torchPython: string | undefined;
  readonly against: readonly OpponentName[];
}

/** Every start that `npm run bench` measures; PyTorch's is the same in each of its ways and counts as eager. */
export function starts({ root, coursePython, torchPython, against }: Surroundings): readonly Start[] {
  const all = everyStart({ root, coursePython, torchPython });
  return all.map(start => ({
    ...start,
    competitors: start.competitors.filter(({ name }) => name === OURS || against.some(one => one === name)),
  }));
}

function everyStart({ root, coursePython, torchPython }: Omit<Surroundings, 'against'>): readonly Start[] {
  const node = (code: string) => timed(process.execPath, ['-e', `${code}\n${PRINT_NODE}`], join(root, 'notebooks'));
  const torch = torchPython;
  return [
    {
      id: 'start/import',
      title: 'import, without TensorFlow',
      competitors: [{ name: OURS, measure: node("require('../lib');") }],
    },
    {
      id: 'start/tensor',
      title: 'import and first result',
      competitors: [
        { name: OURS, measure: node("require('../lib').tfjs.tf.tensor([1, 2]).sum().dataSync();") },
        { name: 'stock', measure: node("require('@tensorflow/tfjs-node').tensor([1, 2]).sum().dataSync();") },
        ...(torch === undefined ? [] : [{ name: 'eager', measure: timed(torch, ['-c', PYTORCH], root) }]),
      ],
    },
    {
      id: 'start/kernel',
      title: 'tslab kernel, from start to first result',
      competitors: [
        { name: OURS, measure: kernel("import { tfjs } from '../lib';\ntfjs.tf.tensor([1, 2]).sum().dataSync();") },
        {
          name: 'stock',
          measure: kernel("import * as tf from '@tensorflow/tfjs-node';\ntf.tensor([1, 2]).sum().dataSync();"),
        },
      ],
    },
  ];

  function kernel(code: string): Measured['measure'] {
    return timed(coursePython, [join(__dirname, 'kernel.py'), code], join(root, 'notebooks'));
  }
}

/** Time since the process began, its own start included, in milliseconds. */
const PRINT_NODE = 'console.log(performance.now());';

const PYTORCH = `import time; start = time.perf_counter()
import torch; torch.tensor([1.0, 2.0]).sum().item()
print((time.perf_counter() - start) * 1000)`;

/** Runs a process that prints milliseconds as its last line. */
function timed(file: string, args: readonly string[], cwd: string): Measured['measure'] {
  return async () => {
    const child = spawn(file, [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const ms = Number(printed.trim().split('\n').at(-1));
    if (ms > 0) return ms;
    throw new Error(`${file} printed no time. It printed:\n${printed}${errors}`);
  };
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}
