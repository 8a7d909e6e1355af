import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { placesOf } from '../../scripts/setup/places.mjs';
import { parseOptions } from '../../scripts/start/options.mjs';
import { choosePort, isFree } from '../../scripts/start/ports.mjs';
import { labArguments } from '../../scripts/start/server.mjs';
import { workspaceFile, writeFirstWorkspace } from '../../scripts/start/workspace.mjs';

test('without options a browser opens and a port is found', () => {
  assert.deepEqual(parseOptions([]), { browser: true, port: undefined, help: false });
});

test('options are read', () => {
  assert.deepEqual(parseOptions(['--no-browser', '--port', '9000']), { browser: false, port: 9000, help: false });
  assert.deepEqual(parseOptions(['--help']), { browser: true, port: undefined, help: true });
});

const wrong = [
  [['--prot', '1'], "Unknown option '--prot'."],
  [['notebook'], "Unexpected argument 'notebook'."],
  [['--port', 'abc'], '--port takes a number from 1 to 65535. Received "abc".'],
  [['--port', '70000'], '--port takes a number from 1 to 65535. Received "70000".'],
] as const;
for (const [args, problem] of wrong) {
  test(`${args.join(' ')}: ${problem}`, () => assert.deepEqual(parseOptions([...args]), { problem }));
}

test('a port that is in use is refused by name', async () => {
  const server = createServer();
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    }),
  );
  assert.equal(await isFree(port), false);
  assert.deepEqual(await choosePort(port), {
    problem: `Port ${port} is in use. Name another one, or leave --port out to take a free one.`,
  });
  await new Promise(resolve => server.close(resolve));
  assert.deepEqual(await choosePort(port), { port });
});

test('without --port the first free one is taken, and there may be none', async () => {
  assert.deepEqual(await choosePort(undefined, async port => port >= 8891), { port: 8891 });
  assert.deepEqual(await choosePort(undefined, async () => false), {
    problem: 'All ports from 8888 to 8987 are in use. Name one with --port.',
  });
});

test('JupyterLab listens on this machine only, shows the learner’s folder and keeps its token', () => {
  const folder = '/course/my-notebooks';
  const args = labArguments(placesOf('/course'), {
    folder,
    port: 9000,
    browser: false,
    asRoot: true,
    page: '/lab/tree/a.ipynb',
  });
  for (const arg of [
    '--ServerApp.ip=127.0.0.1',
    '--ServerApp.port=9000',
    '--ServerApp.root_dir=/course/my-notebooks',
    '--LabApp.default_url=/lab/tree/a.ipynb',
    '--no-browser',
    '--allow-root',
  ]) {
    assert.ok(args.includes(arg), arg);
  }
  assert.ok(!args.some(arg => arg.includes('token')));
  const asLearner = labArguments(placesOf('/course'), {
    folder,
    port: 9000,
    browser: true,
    asRoot: false,
    page: '/lab',
  });
  assert.ok(!asLearner.includes('--allow-root') && !asLearner.includes('--no-browser'));
});

test('the first workspace has its panels closed, and a learner’s own is left as it is', t => {
  const folder = mkdtempSync(join(tmpdir(), 'workspaces-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, workspaceFile);
  writeFirstWorkspace(folder);
  const { data, metadata } = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(metadata, { id: 'default' });
  const { left, right } = data['layout-restorer:data'];
  assert.deepEqual([left.collapsed, right.collapsed], [true, true]);
  writeFileSync(file, 'mine');
  writeFirstWorkspace(folder);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
});
