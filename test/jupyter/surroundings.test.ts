import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import {
  contents,
  converse,
  errorText,
  printed,
  python,
  ROOT,
  run,
  stockKernel,
  temporaryFolder,
  writtenKernelspec,
} from './harness';

test('the kernelspec names absolute paths, and has a logo', async () => {
  const { folder, spec } = await writtenKernelspec('/opt/node/bin/node', '/opt/course');
  assert.equal(folder.endsWith(join('share', 'jupyter', 'kernels', 'tslab')), true);
  assert.deepEqual(spec, {
    argv: [
      '/opt/node/bin/node',
      '--no-force-async-hooks-checks',
      '-r',
      join('/opt/course', 'lib', 'jupyter', 'start.cjs'),
      join('/opt/course', 'node_modules', 'tslab', 'bin', 'tslab'),
      'kernel',
      '--config-path',
      '{connection_file}',
    ],
    display_name: 'TypeScript (convnets)',
    language: 'typescript',
    interrupt_mode: 'message',
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  assert.match(readFileSync(join(folder, 'logo-svg.svg'), 'utf8'), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
});

interface Executed {
  readonly failure: { readonly ename: string; readonly evalue: string; readonly text: string } | null;
  readonly outputs: readonly (readonly { readonly output_type: string }[])[];
}

test('nbclient stops at a cell that throws, and keeps its error in the notebook', async () => {
  const { folder } = await writtenKernelspec(process.execPath);
  const executed = await python<Executed>('nbclient_run.py', {
    kernelspecs: resolve(folder, '..', '..'),
    cwd: join(ROOT, 'notebooks'),
    cells: ['1 + 1', `throw new RangeError('no such layer');`, '2 + 2'],
  });
  assert.equal(executed.failure?.ename, 'RangeError');
  assert.equal(executed.failure.evalue, 'no such layer');
  assert.match(executed.failure.text, /cell\[2\], line 1, column 7/);
  assert.deepEqual(
    executed.outputs.map(outputs => outputs.map(({ output_type }) => output_type)),
    [['execute_result'], ['error'], []],
  );
});

test('a bundle is shown on a tslab without anything of the course', async () => {
  const [messages = []] = await converse(stockKernel(), [
    run(`import { sendBundle } from '../lib/dist/notebook/sendBundle';
const data = { 'text/plain': 'one', 'text/html': '<b>one</b>' };
console.log(sendBundle({ data, displayId: 'a' }), sendBundle({ data, displayId: 'a', update: true }));`),
  ]);
  const expected = {
    data: { 'text/plain': 'one', 'text/html': '<b>one</b>' },
    metadata: {},
    transient: { display_id: 'a' },
  };
  assert.deepEqual(contents(messages, 'display_data'), [expected]);
  assert.deepEqual(contents(messages, 'update_display_data'), [expected]);
  assert.equal(printed(messages), 'true true\n');
});

/** A course whose library has only the given folders compiled. */
function courseWith(compiled: readonly string[]): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'notebooks'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  cpSync(join(ROOT, 'lib', 'package.json'), join(root, 'lib', 'package.json'));
  cpSync(join(ROOT, 'lib', 'jupyter'), join(root, 'lib', 'jupyter'), { recursive: true });
  writeFileSync(join(root, 'lib', 'index.ts'), 'export const models = {};\n');
  for (const folder of compiled)
    cpSync(join(ROOT, 'lib/dist', folder), join(root, 'lib/dist', folder), { recursive: true });
  return root;
}

const unbuilt = (root: string): string =>
  `The course's library is not built: in a terminal, in ${root}, run: npm run setup. Then restart the kernel.`;

test('without a compiled library, each cell says to run the set-up', async () => {
  const root = courseWith([]);
  const { spec } = await writtenKernelspec(process.execPath, root);
  const [messages = []] = await converse(spec, [run('1 + 1')], join(root, 'notebooks'));
  assert.equal(printed(messages, 'stderr'), `${unbuilt(root)}\n`);
  assert.equal(contents(messages, 'execute_reply')[0]?.status, 'error');
});

test('with a library that is compiled in part, importing it says to run the set-up', async () => {
  const root = courseWith(['jupyter']);
  const { spec } = await writtenKernelspec(process.execPath, root);
  const steps = [run(`import { models } from '../lib';\nmodels;`), run(`require('../lib')`)];
  for (const messages of await converse(spec, steps, join(root, 'notebooks'))) {
    assert.ok(errorText(messages).split('\n').includes(unbuilt(root)), errorText(messages));
  }
});

test('a frame of the library names its TypeScript when the library has source maps', async () => {
  const root = courseWith(['jupyter']);
  const source = `/* a type only */ interface Shape { readonly width: number }
export function refuse(shape: Shape): never {
  throw new TypeError('refused');
}
`;
  const { outputText, sourceMapText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, sourceMap: true },
    fileName: 'index.ts',
  });
  const dist = join(root, 'lib', 'dist');
  writeFileSync(join(dist, 'index.js'), outputText);
  writeFileSync(join(dist, 'index.js.map'), sourceMapText ?? '');
  writeFileSync(
    join(dist, 'index.d.ts'),
    'export declare function refuse(shape: { readonly width: number }): never;\n',
  );
  const { spec } = await writtenKernelspec(process.execPath, root);
  const code = `import { refuse } from '../lib';
// A call of an imported function is compiled to an expression of another form.
if (1 + 1 === 2) refuse({ width: 1 });`;
  const [messages = []] = await converse(spec, [run(code)], join(root, 'notebooks'));
  const expected = `TypeError: refused

cell[1], line 3, column 18
  3 | if (1 + 1 === 2) refuse({ width: 1 });
    |                  ^

in the library: refuse (${join('lib', 'index.ts')}:3)`;
  assert.equal(errorText(messages), expected);
});

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a kernel ends when Jupyter was killed', async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const pid = await python<number>('orphan.py', { ...spec, cwd: join(ROOT, 'notebooks') });
  for (let tries = 0; runs(pid) && tries < 200; tries++) await sleep(50);
  assert.equal(runs(pid), false);
});
