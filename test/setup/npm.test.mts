import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takeLock } from '../../scripts/setup/lock.mjs';
import { npmProgram, runNpm } from '../../scripts/setup/packages.mjs';
import { placesOf } from '../../scripts/setup/places.mjs';

/* npm itself installs a package from a registry on this machine. */

const folder = mkdtempSync(join(tmpdir(), 'convnets-registry-'));
const places = placesOf(join(folder, 'course'));
const name = 'convnets-example';
const published = new Map<string, Buffer>();
let requests = 0;
let cuts = 0;

const registry = createServer((request, response) => {
  requests++;
  if (cuts-- > 0) {
    request.socket.destroy();
    return;
  }
  const tarball = published.get(/-(\d\.\d\.\d)\.tgz$/.exec(request.url ?? '')?.[1] ?? '');
  response.end(tarball ?? JSON.stringify(packument(`http://${request.headers.host}`)));
});
const integrityOf = (tarball: Buffer): string => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

/** What a registry tells of a package. */
function packument(url: string): object {
  const versions = [...published].map(([version, tarball]) => {
    const dist = { tarball: `${url}/${name}-${version}.tgz`, integrity: integrityOf(tarball) };
    return [version, { name, version, dist }];
  });
  return { name, versions: Object.fromEntries(versions), 'dist-tags': { latest: [...published.keys()].at(-1) } };
}

/** Publishes a version, and makes the course need it. */
function publish(version: string): void {
  const source = join(folder, version);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name, version }));
  const npm = npmProgram();
  const packed = spawnSync(npm.file, [...npm.args, 'pack', source, '--pack-destination', folder], { encoding: 'utf8' });
  assert.equal(packed.status, 0, packed.stderr);
  const tarball = readFileSync(join(folder, `${name}-${version}.tgz`));
  published.set(version, tarball);
  const course = { name: 'course', version: '1.0.0', dependencies: { [name]: version } };
  writeFileSync(join(places.root, 'package.json'), JSON.stringify(course));
  const packages = { '': course, [`node_modules/${name}`]: { version, integrity: integrityOf(tarball) } };
  const lock = { name: 'course', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(places.root, 'package-lock.json'), JSON.stringify(lock));
}

/** Runs npm as set-up does, and gives the lines that stay on the screen. */
async function installed(...args: string[]): Promise<string[]> {
  const notes: string[] = [];
  const report = { progress: () => {}, note: (text: string) => notes.push(text), done: () => {}, stop: () => {} };
  const lock = await takeLock(places.lock, () => {});
  try {
    const condition = { state: 'new' } as const;
    await runNpm({ places, lock, log: join(places.logs, 'npm.log'), report, condition }, args);
  } finally {
    lock.release();
  }
  return notes;
}
const installedVersion = (): string =>
  JSON.parse(readFileSync(join(places.nodeModules, name, 'package.json'), 'utf8')).version;

before(async () => {
  mkdirSync(places.root);
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = registry.address();
  assert.ok(address !== null && typeof address === 'object');
  process.env.npm_config_registry = `http://127.0.0.1:${address.port}/`;
  process.env.npm_config_cache = join(folder, 'cache');
  process.env.npm_config_fetch_retry_mintimeout = '10';
  process.env.npm_config_update_notifier = 'false';
  publish('1.0.0');
});
after(() => {
  registry.close();
  registry.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

test('the first cut is told at once, and then the package comes', async () => {
  cuts = 2;
  assert.deepEqual(await installed('ci'), ['No connection (ECONNRESET): trying again.']);
  assert.equal(installedVersion(), '1.0.0');
});

test('a package that was fetched before is installed anew without a connection', async () => {
  rmSync(join(places.nodeModules, name), { recursive: true });
  requests = 0;
  assert.deepEqual(await installed('install', '--no-save'), []);
  assert.equal(installedVersion(), '1.0.0');
  assert.equal(requests, 0);
});

test('a version that is newer than what npm remembers is asked for', async () => {
  publish('1.0.1');
  assert.deepEqual(await installed('ci'), []);
  assert.equal(installedVersion(), '1.0.1');
});
