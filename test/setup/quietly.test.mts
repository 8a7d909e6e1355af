import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isLoadingLine } from '../../scripts/cli/loading-lines.mjs';

const folder = mkdtempSync(join(tmpdir(), 'convnets-quietly-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What TensorFlow 2.21 writes at load, and beside it with another level. */
const LOADING = [
  'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
  'I0000 00:00:1795980385.606801    8928 port.cc:153] oneDNN custom operations are on. You may see slightly different numerical results due to floating-point round-off errors from different computation orders. To turn them off, set the environment variable `TF_ENABLE_ONEDNN_OPTS=0`.',
];
const SAID = [
  'E0000 00:00:1795980385.606801    8928 cuda_dnn.cc:8579] Unable to register cuDNN factory',
  'F0000 00:00:1795980385.606801    8928 cpu_feature_guard.cc:37] The TensorFlow library was compiled to use AVX instructions, but these are not available on your machine.',
  'W0000 00:00:1795980385.606801    8928 cpu_allocator_impl.cc:83] Allocation of 9437184000 exceeds 10% of free system memory.',
  'predict: weights.safetensors: there is no such file. Check the path.',
  '',
];

test('the lines at load are known, and no error is taken for one', () => {
  assert.deepEqual([...LOADING, ...SAID].filter(isLoadingLine), LOADING);
});

const quietly = new URL('../../scripts/cli/quietly.mjs', import.meta.url).href;

/** A program that is run quietly, as `npx convnets` runs one of its commands. */
function outer(name: string, code: string): string[] {
  const program = join(folder, `${name}.mjs`);
  writeFileSync(program, code);
  return [
    '--input-type=module',
    '-e',
    `import { runQuietly } from ${JSON.stringify(quietly)}; process.exitCode = await runQuietly([${JSON.stringify(program)}]);`,
  ];
}

test('everything else passes, and the exit code with it', () => {
  const lines = [SAID[0], ...LOADING, ...SAID.slice(1), 'the last, without an end'];
  const code = `import { writeSync } from 'node:fs';
    console.log('printed', process.env.TF_CPP_MIN_LOG_LEVEL);
    process.stdin.pipe(process.stdout);
    writeSync(2, ${JSON.stringify(lines.join('\n'))});
    process.exitCode = 7;`;
  const { status, stdout, stderr } = spawnSync(process.execPath, outer('lines', code), {
    encoding: 'utf8',
    input: 'read',
  });
  assert.deepEqual([status, stdout], [7, 'printed 2\nread']);
  assert.equal(stderr, `${[...SAID, 'the last, without an end'].join('\n')}\n`);
});

test('the report of the tests leaves them out, and nothing else', () => {
  const file = join(folder, 'noisy.test.mjs');
  const lines = [...LOADING, SAID[0]].join('\n');
  writeFileSync(
    file,
    `import { test } from 'node:test'; process.stderr.write(${JSON.stringify(`${lines}\n`)}); test('a test', () => {});`,
  );
  const reporter = new URL('../../scripts/test/spec-reporter.mjs', import.meta.url).href;
  const { status, stdout } = spawnSync(process.execPath, ['--test', `--test-reporter=${reporter}`, file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(status, 0);
  assert.ok(stdout.includes(`${SAID[0]}\n`), stdout);
  assert.ok(!/absl|oneDNN/.test(stdout), stdout);
  assert.match(stdout, /a test/);
});

if (process.platform !== 'win32') {
  test('what the library says before it ends the process is told, and so is the signal', () => {
    const code = `import { writeSync } from 'node:fs'; writeSync(2, ${JSON.stringify(`${SAID[1]}\n`)}); process.abort();`;
    const { signal, stderr } = spawnSync(process.execPath, outer('abort', code), { encoding: 'utf8' });
    assert.equal(signal, 'SIGABRT');
    assert.ok(stderr.startsWith(`${SAID[1]}\n`));
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} ends both`, async () => {
      const code = 'console.log(process.pid); setInterval(() => {}, 1000);';
      const child = spawn(process.execPath, outer(signal, code), { stdio: ['ignore', 'pipe', 'inherit'] });
      const [chunk] = await new Promise<[Buffer]>(resolve =>
        child.stdout.once('data', (...data: [Buffer]) => resolve(data)),
      );
      child.kill(signal);
      const ended = await new Promise(resolve => child.once('close', (_code, by) => resolve(by)));
      assert.equal(ended, signal);
      assert.throws(() => process.kill(Number(chunk.toString()), 0), { code: 'ESRCH' });
    });
  }
}
