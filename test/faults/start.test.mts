import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { settingsFiles } from '../../scripts/setup/jupyter.mjs';
import type { Places } from '../../scripts/setup/places.mjs';
import { isServing } from '../../scripts/start/server.mjs';
import { adoptVenv, copyCheckout, cut, damage, flip } from './checkout.mjs';

/* `npm start` and set-up where they cannot write, and where there are two of them. */

const limit = 120_000;
const linux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

let places: Places;
const running = new Set<ChildProcess>();
const at = (...path: string[]): string => join(places.root, ...path);

function runSetup(env: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('scripts', 'setup.mjs')], {
    encoding: 'utf8',
    timeout: limit,
    env: { ...process.env, ...env },
  });
  return { status, output: `${stdout}${stderr}` };
}

/** A program of the copy that runs beside the test, with what it has printed so far. */
function begin(file: string, args: readonly string[]) {
  const child = spawn(file, args, { cwd: places.root, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code))).finally(() =>
    running.delete(child),
  );
  return { child, ended, output: () => output };
}

/** The address that a start announces, or undefined when it ends without one. */
async function announced({ ended, output }: ReturnType<typeof begin>): Promise<URL | undefined> {
  let over = false;
  ended.then(() => {
    over = true;
  });
  for (const end = Date.now() + limit; Date.now() < end && !over; await sleep(100)) {
    const [address] = /http:\S+(?=\n)/.exec(output()) ?? [];
    if (address !== undefined) return new URL(address);
  }
  return undefined;
}

const start = (...args: string[]) => begin(process.execPath, [at('scripts', 'start.mjs'), '--no-browser', ...args]);

/** The status with which a server takes a token. */
async function statusFor(address: URL, token: string): Promise<number> {
  const { status } = await fetch(new URL(`/api/status?token=${token}`, address));
  return status;
}

/** A server at a free port of this machine. */
async function serve(listener: RequestListener): Promise<{ server: Server; address: string; port: number }> {
  const server = createServer(listener);
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    }),
  );
  return { server, port, address: `http://127.0.0.1:${port}` };
}

before(() => {
  places = copyCheckout();
  adoptVenv(places);
  const { status, output } = runSetup();
  assert.equal(status, 0, output);
});
after(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(places.root, { recursive: true, force: true });
});

test('two starts at once announce two servers, each with its own token', { timeout: 2 * limit }, async () => {
  const both = [start(), start()];
  const addresses = await Promise.all(both.map(announced));
  const [one, other] = addresses;
  assert.ok(one && other, both.map(({ output }) => output()).join('\n---\n'));
  assert.notEqual(one.port, other.port);
  const tokens = [one, other].map(address => address.searchParams.get('token') ?? '');
  for (const [index, address] of [one, other].entries()) {
    assert.equal(await statusFor(address, tokens[index] ?? ''), 200);
    assert.equal(await statusFor(address, tokens[1 - index] ?? ''), 403);
  }
  for (const { child } of both) child.kill('SIGINT');
  assert.deepEqual(await Promise.all(both.map(({ ended }) => ended)), [0, 0]);
  for (const { output } of both) assert.ok(output().endsWith('Stopped.\n'), output());
});

test('a server that was killed is said to be, and what it left does not stop the next start', {
  timeout: 2 * limit,
}, async () => {
  const first = start();
  assert.ok(await announced(first), first.output());
  const runtime = join(places.jupyter, 'data', 'runtime');
  const pidOf = (): number => {
    const file = readdirSync(runtime).find(name => /^jpserver-\d+\.json$/.test(name)) ?? '';
    return JSON.parse(readFileSync(join(runtime, file), 'utf8')).pid;
  };
  const pid = pidOf();
  process.kill(pid, 'SIGKILL');
  assert.equal(await first.ended, 1);
  const log = join('.setup', 'logs', 'jupyterlab.log');
  assert.match(
    first.output(),
    /JupyterLab was ended from outside, or failed \(.+\)\. The notebooks are as they were last saved\.\n/,
  );
  assert.ok(first.output().includes(`  Log:     ${log}\n  Remedy:  npm start;`), first.output());
  assert.ok(existsSync(join(runtime, `jpserver-${pid}.json`)));

  const second = start();
  const address = await announced(second);
  assert.ok(address, second.output());
  assert.equal(await statusFor(address, address.searchParams.get('token') ?? ''), 200);
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0);
});

test('a port that another server has is refused by name', async () => {
  const { server, port } = await serve((_, response) => response.end('{}'));
  const { ended, output } = start('--port', String(port));
  assert.equal(await ended, 1);
  assert.ok(output().endsWith(`Port ${port} is in use. Name another one, or leave --port out to take a free one.\n`));
  server.close();
});

const foreign: readonly [string, RequestListener][] = [
  ['takes any token', (_, response) => response.end('{}')],
  ['takes no token of ours', (_, response) => response.writeHead(403).end()],
  ['has no such page', (_, response) => response.writeHead(404).end()],
];
for (const [what, listener] of foreign) {
  test(`a server that ${what} does not count as ours`, async () => {
    const { server, address } = await serve(listener);
    assert.equal(await isServing(address, 'mine', { limit: 1 }), false);
    server.close();
  });
}

test('a server that takes our token only counts as ours', async () => {
  const { server, address } = await serve(({ headers }, response) =>
    response.writeHead(headers.authorization === 'token mine' ? 200 : 403).end(),
  );
  assert.equal(await isServing(address, 'mine', { limit: 60 }), true);
  server.close();
});

test('of two set-ups at once one works and the other waits', { timeout: 2 * limit }, async () => {
  damage(at('node_modules', 'pngjs', 'lib', 'png.js'), flip);
  const both = [0, 1].map(() => begin(process.execPath, [at('scripts', 'setup.mjs')]));
  assert.deepEqual(await Promise.all(both.map(({ ended }) => ended)), [0, 0]);
  const [worked = '', waited = ''] = both.map(({ output }) => output()).sort((a, b) => b.length - a.length);
  assert.match(worked, /Node packages +installed anew: pngjs .*\nSet up in \d+ s\.\n$/);
  assert.match(
    waited,
    /^(Another set-up of this folder is running \(process \d+\)\. Waiting until it ends\.\n)?Everything is set up\.\n$/,
  );
});

/** Runs a command of the copy where the copy cannot be written: on a read-only disk, or by somebody who may not. */
function withoutWriting(script: string): { status: number | null; output: string; readOnly: boolean } {
  const command = [process.execPath, at('scripts', script), ...(script === 'start.mjs' ? ['--no-browser'] : [])];
  const namespace = ['--mount', ...(isRoot ? [] : ['--map-root-user'])];
  const readOnly = linux && spawnSync('unshare', [...namespace, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
  const mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"';
  const options = { encoding: 'utf8', timeout: limit } as const;
  if (!readOnly) chmodSync(places.root, 0o555);
  const { status, stdout, stderr } = readOnly
    ? spawnSync('unshare', [...namespace, 'sh', '-c', mount, places.root, ...command], options)
    : spawnSync(process.execPath, command.slice(1), { ...options, ...(isRoot ? nobody : {}) });
  chmodSync(places.root, 0o755);
  return { status, output: `${stdout}${stderr}`, readOnly };
}

const why = (readOnly: boolean): string =>
  readOnly
    ? `it cannot be written: the disk is read-only (${places.root}).\n  Remedy:  copy the course into a folder on a disk that you can write to, then run the same command there.\n`
    : `it cannot be written: you may not write there (${places.root}).\n  Remedy:  make this folder yours to write in (or clone the course into a folder that is), then run the same command again.\n`;

test('a start from a folder that cannot be written says so, and what to do', () => {
  if (process.platform === 'win32') return; // there, who may write is not told by a file's mode
  const { status, output, readOnly } = withoutWriting('start.mjs');
  const said = `Everything is set up.\nThe course did not open: ${why(readOnly)}`;
  // Whoever may not write may be one who may not read all of it, either, and does not get that far.
  if (readOnly) assert.equal(output, said);
  else assert.ok(output.includes(why(readOnly)) && !output.includes('\n    at '), output);
  assert.equal(status, 1);
});

test('so does a set-up', () => {
  if (process.platform === 'win32') return;
  damage(settingsFiles(places).kernel, cut);
  const { status, output, readOnly } = withoutWriting('setup.mjs');
  assert.equal(
    output,
    `Set-up stopped at the step "This folder": ${why(readOnly)}  What is done is kept: the same command goes on from here.\n`,
  );
  assert.equal(status, 1);
});

test('a full disk stops set-up in words, and leaves nothing that counts as done', () => {
  if (!linux) return; // only there is a file that is always full
  rmSync(join(places.stamps, 'jupyter'));
  const next = join(places.stamps, 'jupyter.next');
  symlinkSync('/dev/full', next);
  const { status, output } = runSetup();
  assert.equal(status, 1);
  assert.match(output, /Set-up stopped at the step "Jupyter": it cannot be written: the disk is full\b.*\n/);
  assert.ok(
    output.includes('  Remedy:  free some disk space (the course takes about 2 GB), then run the same command'),
  );
  assert.ok(!/\n {4}at /.test(output), output);
  rmSync(next);
  const again = runSetup();
  assert.match(again.output, /Jupyter +kernel "tslab"/);
  assert.equal(again.status, 0);
});

test('a cache of npm that cannot be written is named, and the packages that are whole stay', () => {
  if (!linux) return; // there is a folder in which root cannot write, either
  const file = at('node_modules', 'pngjs', 'package.json');
  damage(file, cut);
  const { status, output } = runSetup({ npm_config_cache: '/sys/npm' });
  assert.equal(status, 1);
  assert.match(output, /Set-up stopped at the step "Node packages": npm install failed/);
  assert.match(output, / {4}npm error .*\/sys\/npm/);
  const remedy = 'make what the lines above name yours to write in, then run the same command again.';
  assert.ok(output.includes(`  Remedy:  ${remedy}\n`), output);
  const again = runSetup();
  assert.match(again.output, /Node packages +installed anew: pngjs /);
  assert.equal(again.status, 0);
  assert.ok(existsSync(file));
});
