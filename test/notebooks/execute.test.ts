import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { CodeCell, Notebook } from '../../lib/workbook/notebook';
import type { Course } from '../../scripts/notebooks/course';
import { type Executed, execute, type Failed, type Limits } from '../../scripts/notebooks/execute';
import { codeCell, notebookOf, sampleCourse } from './course';

const LIMITS: Limits = { cellSeconds: 60, notebookSeconds: 60 };
const MAY_FAIL = { metadata: { tags: ['raises-exception'] } };

async function run(course: Course, notebook: Notebook, limits = LIMITS): Promise<Executed | Failed> {
  const { signal } = new AbortController();
  return execute(course, notebook, { limits, quick: true, signal, onCell: () => {} });
}

async function failureOf(t: TestContext, cells: CodeCell[], limits = LIMITS, kernel = 'tslab'): Promise<Failed> {
  const result = await run(sampleCourse(t), notebookOf(cells, kernel), limits);
  if (result.event === 'done') throw new Error('The notebook passed, and should have failed.');
  return result;
}

/** Code that leaves the ids of the kernel and of a process that it started, then never returns. */
function endless(course: Course, loop: string): string {
  return `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
writeFileSync(${JSON.stringify(join(course.root, 'pids'))}, process.pid + ' ' + child.pid);
${loop}`;
}

function isRunning(pid: string): boolean {
  try {
    // A killed process may stay in the table as a zombie until its parent looks.
    return !execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).trim().startsWith('Z');
  } catch {
    return false;
  }
}

function assertKilled(course: Course): void {
  const pids = readFileSync(join(course.root, 'pids'), 'utf8').split(' ');
  assert.equal(pids.length, 2);
  for (const pid of pids) assert.equal(isRunning(pid), false, `process ${pid} still runs`);
}

/** How many stock kernels of a course run; their command line names the course's folder. */
function stockKernels(course: Course): number {
  const processes = execFileSync('ps', ['axww', '-o', 'stat=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return processes.split('\n').filter(line => !line.startsWith('Z') && line.includes(course.root)).length;
}

/** Installs tslab's own kernelspec, which knows nothing of the course. */
function installStockKernel(course: Course): void {
  const folder = join(course.root, 'jupyter', 'kernels', 'stock');
  const tslab = join(course.root, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify({ argv, display_name: 'stock', language: 'typescript' }));
  process.env.JUPYTER_PATH = join(course.root, 'jupyter');
}

describe('the executor', { concurrency: 2 }, () => {
  test('runs all cells, with the last state of a display, the quick setting, time and memory', async t => {
    const cells = [
      codeCell("console.log('one');\nconsole.log('two');"),
      codeCell(''),
      codeCell(
        "import * as tslab from 'tslab';\nconst d = tslab.newDisplay();\nd.html('first');\nd.html('last');\n" +
          'const memory = Buffer.alloc(300e6, 1);\nconsole.log(process.env.CONVNETS_QUICK, process.cwd());',
      ),
      codeCell("throw new Error('expected');", MAY_FAIL),
      codeCell("console.log('three'.repeat(1e6));"), // more than a pipe holds at once
    ];
    const course = sampleCourse(t);
    const done: number[] = [];
    const { signal } = new AbortController();
    const onCell = (progress: { done: number }): number => done.push(progress.done);
    const result = await execute(course, notebookOf(cells), { limits: LIMITS, quick: true, signal, onCell });
    if (result.event === 'failed') throw new Error(result.message);
    const [first, , third, , last] = result.notebook.cells as CodeCell[];
    assert.deepEqual(done, [1, 2, 3, 4, 5]);
    assert.deepEqual(first?.outputs, [{ output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' }]);
    assert.deepEqual(third?.outputs, [
      { output_type: 'display_data', metadata: {}, data: { 'text/html': 'last' } },
      { output_type: 'stream', name: 'stdout', text: `1 ${join(course.root, 'notebooks')}\n` },
    ]);
    assert.deepEqual(last?.outputs, [{ output_type: 'stream', name: 'stdout', text: `${'three'.repeat(1e6)}\n` }]);
    assert.ok(result.memory.private > 300e6 && result.memory.private < 2e9, `${result.memory.private} bytes`);
    assert.ok(result.seconds > 0);
  });

  const FAILURES = [
    { name: 'a throwing cell', code: "throw new TypeError('no such layer');", kind: 'error', message: /no such layer/ },
    { name: 'a rejected await', code: "await Promise.reject(new Error('late'));", kind: 'error', message: /late/ },
    {
      name: 'a compile error',
      code: "const n: number = 'a';",
      kind: 'error',
      message: /not assignable to type 'number'/,
    },
    { name: 'text on stderr', code: "console.warn('deprecated');", kind: 'stderr', message: /deprecated/ },
    {
      name: 'a kernel that ends, with its last words',
      // As the system kills it. The kernel refuses process.exit.
      code: "import { execSync } from 'node:child_process';\nimport { writeSync } from 'node:fs';\nwriteSync(2, 'out of memory');\nexecSync('kill -9 ' + process.pid);",
      kind: 'died',
      message: /kernel process ended while this cell ran\nout of memory/,
    },
  ];
  for (const { name, code, kind, message } of FAILURES) {
    test(`finds ${name}`, async t => {
      const failure = await failureOf(t, [codeCell('1;'), codeCell(code)]);
      assert.equal(failure.kind, kind);
      assert.equal(failure.cell, 1);
      assert.match(failure.message, message);
    });
  }

  test('finds a throwing cell on the stock kernel, which sends no error message', async t => {
    const course = sampleCourse(t);
    installStockKernel(course);
    const result = await run(course, notebookOf([codeCell("throw new TypeError('no such layer');")], 'stock'));
    assert.ok(result.event === 'failed' && result.kind === 'error');
    assert.match(result.message, /TypeError: no such layer/);
  });

  test('a cell that should fail and does not is a failure', async t => {
    const failure = await failureOf(t, [codeCell('1;', MAY_FAIL)]);
    assert.equal(failure.message, 'this cell is tagged raises-exception, but it did not fail');
  });

  for (const loop of ['while (true) {}', 'await new Promise(() => {});']) {
    test(`kills the kernel and what it started when a cell takes too long: ${loop}`, async t => {
      const course = sampleCourse(t);
      const limits = { cellSeconds: 8, notebookSeconds: 60 };
      const result = await run(course, notebookOf([codeCell('1;'), codeCell(endless(course, loop))]), limits);
      assert.ok(result.event === 'failed' && result.kind === 'cell-time');
      assert.equal(result.cell, 1);
      assert.equal(result.message, 'this cell ran longer than 8 s; the kernel was killed');
      assertKilled(course);
    });
  }

  test('kills the kernel when the whole notebook takes too long', async t => {
    const wait = 'await new Promise(resolve => setTimeout(resolve, 2500));';
    const limits = { cellSeconds: 60, notebookSeconds: 4 };
    const failure = await failureOf(t, [codeCell(wait), codeCell(wait)], limits);
    assert.equal(failure.kind, 'notebook-time');
    assert.equal(failure.message, 'the notebook ran longer than 4 s; the kernel was killed');
  });

  test('stops at a signal, and kills the kernel and what it started', async t => {
    const course = sampleCourse(t);
    const controller = new AbortController();
    const reason = new Error('Stopped.');
    const notebook = notebookOf([codeCell(endless(course, '')), codeCell('while (true) {}')]);
    const onCell = (): void => controller.abort(reason);
    const options = { limits: LIMITS, quick: true, signal: controller.signal, onCell };
    await assert.rejects(execute(course, notebook, options), reason);
    assertKilled(course);
  });

  test('stops at a signal while the kernel starts, and leaves none', async t => {
    const course = sampleCourse(t);
    installStockKernel(course);
    const controller = new AbortController();
    const reason = new Error('Stopped.');
    const options = { limits: LIMITS, quick: true, signal: controller.signal, onCell: () => {} };
    const stopped = assert.rejects(execute(course, notebookOf([codeCell('1;')], 'stock'), options), reason);
    while (stockKernels(course) === 0) await setTimeout(20);
    controller.abort(reason);
    await stopped;
    assert.equal(stockKernels(course), 0);
  });
});
