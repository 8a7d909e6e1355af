import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { figuresExtension } from '../../scripts/setup/figures.mjs';
import { labSettings, serverSettings } from '../../scripts/setup/jupyter.mjs';
import { placesOf } from '../../scripts/setup/places.mjs';
import { choosePort } from '../../scripts/start/ports.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const places = placesOf(root);

test('every setting is one that this JupyterLab has', () => {
  for (const [plugin, settings] of Object.entries(labSettings)) {
    const [name = '', schema = ''] = plugin.split(':');
    const file = join(places.venv, 'share', 'jupyter', 'lab', 'schemas', ...name.split('/'), `${schema}.json`);
    const { properties } = JSON.parse(readFileSync(file, 'utf8'));
    for (const [key, value] of Object.entries(settings))
      assert.equal(typeof value, properties[key]?.type, `${plugin} ${key}`);
  }
});

test('the extension that makes figures fit is complete, and holds the script of today', () => {
  const { folder, manifest, fit } = figuresExtension(places);
  const { name, jupyterlab } = JSON.parse(readFileSync(manifest, 'utf8'));
  const script = readFileSync(join(folder, jupyterlab._build.load), 'utf8');
  assert.ok(script.includes(readFileSync(fit, 'utf8')));
  // JupyterLab looks for the extension under this name, and calls these two.
  const window: { _JUPYTERLAB?: Record<string, { init(): void; get(): Promise<() => object> }> } = {};
  new Function('window', script.slice(script.lastIndexOf('(window._JUPYTERLAB')))(window);
  assert.equal(typeof window._JUPYTERLAB?.[name]?.init, 'function');
  assert.equal(typeof window._JUPYTERLAB?.[name]?.get, 'function');
});

test('the server asks the internet for nothing', () => {
  assert.equal(serverSettings.LabApp.news_url, null);
  assert.match(serverSettings.LabApp.check_for_updates_class, /NeverCheckForUpdate$/);
  assert.equal(serverSettings.LabApp.extension_manager, 'readonly');
});

test('the learner’s copies are served, with a token, and nothing else of the course; that ends with the process that serves it', {
  timeout: 180_000,
}, async t => {
  const chosen = await choosePort(undefined);
  assert.ok('port' in chosen);
  const { port } = chosen;
  const lab = pathToFileURL(join(root, 'scripts', 'start', 'lab.mjs')).href;
  const call = `import(${JSON.stringify(lab)}).then(({ openLab }) => openLab(${JSON.stringify({ root, port, browser: false })}))`;
  const server = spawn(process.execPath, ['-e', call], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill('SIGKILL'));
  let printed = '';
  server.stdout.setEncoding('utf8').on('data', text => {
    printed += text;
  });
  while (!printed.includes('Ctrl-C stops it.') && server.exitCode === null) await sleep(100);
  const [, url] = /^ {2}(http:\S+)$/m.exec(printed) ?? [];
  assert.ok(url, printed);
  assert.ok(url.startsWith(`http://127.0.0.1:${port}/lab/tree/00-welcome.ipynb?`), printed);

  const { origin, search } = new URL(url);
  assert.equal((await fetch(`${origin}/api/contents`)).status, 403);
  const listed = await fetch(`${origin}/api/contents${search}`);
  assert.equal(listed.status, 200);
  const { content } = JSON.parse(await listed.text());
  const names = content.map(({ name }: { name: string }) => name);
  const course = readdirSync(join(root, 'notebooks')).filter(name => name.endsWith('.ipynb'));
  assert.deepEqual(
    course.filter(name => !names.includes(name)),
    [],
  );
  assert.deepEqual(
    ['text', 'runs.json', 'lib'].filter(name => names.includes(name)),
    [],
  );
  const kernels = await (await fetch(`${origin}/api/kernelspecs${search}`)).text();
  assert.match(kernels, /"tslab"/);

  server.kill('SIGKILL');
  await once(server, 'close');
  const answers = (): Promise<boolean> =>
    fetch(`${origin}/api`).then(
      () => true,
      () => false,
    );
  while (await answers()) await sleep(100);
});
