import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { photograph, registry, repositoryRoot, verify } from '../../lib/datasets';
import { registerFile } from '../../scripts/data/registerFiles';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-data-'));
after(() => rmSync(scratch, { recursive: true }));

/** A repository whose data a test may damage. */
function copyOfData(name: string): string {
  const root = join(scratch, name);
  // What was fetched on request lies in the cache, and may be large.
  const filter = (path: string): boolean => basename(path) !== 'cache';
  cpSync(join(repositoryRoot(), 'data'), join(root, 'data'), { recursive: true, filter });
  return root;
}

test('every file of the registry is present and unchanged', () => {
  assert.deepEqual(verify(), []);
  for (const entry of registry()) {
    assert.equal(statSync(join(repositoryRoot(), 'data', entry.path)).size, entry.bytes);
  }
});

test('every photograph on disk is in the registry, and together they stay small', () => {
  const files = readdirSync(join(repositoryRoot(), 'data', 'photographs'));
  const entries = registry().filter(({ path }) => path.startsWith('photographs/'));
  assert.deepEqual(files.map(file => `photographs/${file}`).sort(), entries.map(entry => entry.path).sort());
  assert.ok(entries.reduce((sum, entry) => sum + entry.bytes, 0) < 1.5e6);
});

test('a missing file is named, with its remedy', () => {
  const root = copyOfData('missing');
  rmSync(join(root, 'data', 'photographs', 'china.jpg'));
  const message = 'data/photographs/china.jpg is missing. Get it back with: git checkout -- data/photographs/china.jpg';
  assert.deepEqual(verify(root), [{ path: 'data/photographs/china.jpg', problem: 'missing', message }]);
  assert.throws(() => photograph('china', { root }), { message });
});

test('a damaged file is named, with its remedy', () => {
  const root = copyOfData('damaged');
  writeFileSync(join(root, 'data', 'photographs', 'flower.jpg'), 'not a flower');
  const [problem, ...others] = verify(root);
  assert.deepEqual(others, []);
  assert.equal(problem?.problem, 'damaged');
  const expected =
    /^data\/photographs\/flower\.jpg is damaged: its sha256 starts with [0-9a-f]{12}, expected a77f6ec41e35 \(12 bytes, expected 142987\)\. Get it back with: git checkout -- data\/photographs\/flower\.jpg$/;
  assert.match(problem?.message ?? '', expected);
  assert.throws(() => photograph('flower', { root }), { message: expected });
});

test('a registry that is missing, or lacks a field, says so', () => {
  const empty = join(scratch, 'empty');
  assert.throws(() => registry(empty), /registry\.json is missing\. Get it back with: git checkout -- data$/);
  const broken = join(scratch, 'broken');
  mkdirSync(join(broken, 'data'), { recursive: true });
  const path = join(broken, 'data', 'registry.json');
  writeFileSync(path, '[{ "name": "x" }]');
  assert.throws(() => registry(broken), {
    name: 'TypeError',
    message:
      "data/registry.json: entry 0 ('x') lacks 'kind'. Every file needs a name, a source, an author, a licence, a sha256 and its bytes. Get it back with: git checkout -- data/registry.json",
  });
  writeFileSync(path, '{}');
  assert.throws(
    () => registry(broken),
    /must hold a list of files\. Received object\. Get it back with: git checkout -- data\/registry\.json$/,
  );
});

test('a registry that was cut is named as the damaged file', () => {
  const root = copyOfData('cut');
  truncateSync(join(root, 'data', 'registry.json'), 3000);
  const message =
    /^data\/registry\.json is damaged: .*JSON.*\. Get it back with: git checkout -- data\/registry\.json$/;
  assert.throws(() => registry(root), { name: 'SyntaxError', message });
  const [problem, ...others] = verify(root);
  assert.deepEqual(others, []);
  assert.deepEqual([problem?.path, problem?.problem], ['data/registry.json', 'damaged']);
  assert.match(problem?.message ?? '', message);
  rmSync(join(root, 'data', 'registry.json'));
  assert.deepEqual(
    verify(root).map(({ path, problem }) => [path, problem]),
    [['data/registry.json', 'missing']],
  );
});

test('all trained weights are in the registry, so that a flipped byte is found', () => {
  const folder = join(repositoryRoot(), 'data', 'weights');
  const files = readdirSync(folder).filter(file => file.endsWith('.safetensors'));
  const listed = registry().filter(({ kind }) => kind === 'weights');
  assert.deepEqual(listed.map(({ path }) => path).sort(), files.map(file => `weights/${file}`).sort());
  const root = copyOfData('flipped');
  const file = join(root, 'data', 'weights', 'resnet20.safetensors');
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(200_000) ^ 1, 200_000);
  writeFileSync(file, bytes);
  assert.deepEqual(
    verify(root).map(({ path, problem }) => [path, problem]),
    [['data/weights/resnet20.safetensors', 'damaged']],
  );
});

test('the repository is found from any folder inside it, and only there', () => {
  const root = repositoryRoot();
  assert.equal(repositoryRoot(join(root, 'lib', 'dist', 'datasets')), root);
  const before = process.cwd();
  process.chdir(scratch);
  try {
    assert.equal(repositoryRoot(), root);
  } finally {
    process.chdir(before);
  }
  assert.throws(() => repositoryRoot(scratch), {
    message: `repositoryRoot: no package.json named 'convnets' in ${scratch} or above it. Keep lib/ inside the repository, beside its package.json.`,
  });
});

test('a file that is written again gets its new checksum, in the place of the old, and a new file is added', () => {
  const root = copyOfData('registered');
  const before = registry(root);
  const { sha256, bytes, kind, ...vgg } = before.find(({ name }) => name === 'vgg_mini') ?? assert.fail();
  const path = (name: string): string => join(root, 'data', 'weights', `${name}.safetensors`);
  const files = [
    { ...vgg, description: 'Trained anew.' },
    { ...vgg, name: 'vgg_maxi', path: 'weights/vgg_maxi.safetensors' },
  ];
  for (const entry of files) {
    writeFileSync(path(entry.name), 'new weights');
    registerFile(kind, Buffer.from('new weights'), entry, root);
  }
  const now = registry(root);
  assert.deepEqual(verify(root), []);
  assert.deepEqual(
    now.map(({ name }) => name),
    [...before.map(({ name }) => name), 'vgg_maxi'],
  );
  const changed = now.filter(({ sha256: own }) => !before.some(entry => entry.sha256 === own));
  assert.deepEqual(
    changed.map(({ name, description, bytes: size }) => [name, description, size]),
    [
      ['vgg_mini', 'Trained anew.', 11],
      ['vgg_maxi', vgg.description, 11],
    ],
  );
  assert.ok(sha256.length === 64 && bytes > 11);
});
