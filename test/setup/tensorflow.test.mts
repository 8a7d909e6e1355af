import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { compilerArguments } from '../../scripts/setup/addon.mjs';
import { backendHolds, describeBackend, glibcProblem, readBackend, slowNotes } from '../../scripts/setup/backend.mjs';
import { placesOf } from '../../scripts/setup/places.mjs';
import { platformOf, platforms } from '../../scripts/setup/platform.mjs';
import { recordFiles } from '../../scripts/setup/record.mjs';
import { filesUnder } from '../../scripts/setup/stamp.mjs';
import { isUnpacked } from '../../scripts/setup/tensorflow.mjs';

const folder = mkdtempSync(join(tmpdir(), 'convnets-tensorflow-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('every package of the table is pinned by a whole checksum and one version', () => {
  const packages = Object.values(platforms).flatMap(({ tensorflow }) => tensorflow ?? []);
  for (const { sha256 } of packages) assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.equal(new Set(packages.map(({ version }) => version)).size, 1);
  assert.equal(new Set(packages.map(({ sha256 }) => sha256)).size, packages.length);
});

test('Windows and machines outside the table have no package', () => {
  assert.equal(platformOf('win32', 'x64').tensorflow, undefined);
  assert.deepEqual(platformOf('freebsd', 'x64'), { name: 'freebsd on x64', compilerHint: 'install a C++ compiler' });
});

const searchPaths = [
  ['linux-x64', '-shared', '-Wl,-rpath,$ORIGIN/../../../../../.setup/tensorflow/lib'],
  ['darwin-arm64', '-bundle', '-Wl,-rpath,@loader_path/../../../../../.setup/tensorflow/lib'],
] as const;
for (const [platform, flag, searchPath] of searchPaths) {
  test(`on ${platform} the add-on finds its library from where it lies`, () => {
    const places = placesOf(folder, 'linux');
    mkdirSync(join(places.tfjsNode, 'binding'), { recursive: true });
    for (const name of ['a.cc', 'a.h']) writeFileSync(join(places.tfjsNode, 'binding', name), '');
    const chosen = platforms[platform]?.tensorflow;
    assert.ok(chosen);
    const args = compilerArguments(places, chosen, 'out.node');
    assert.ok(args.includes(flag) && args.includes(searchPath), args.join('\n'));
    assert.ok(args.includes(join(places.tfjsNode, 'binding', 'a.cc')));
    assert.ok(!args.some(arg => arg.endsWith('.h')));
    for (const library of chosen.libraries) assert.ok(args.includes(join(places.tensorflow, 'lib', library)));
    assert.deepEqual(args.slice(-2), ['-o', 'out.node']);
  });
}

test('an older C library, and another one, are named', () => {
  assert.equal(glibcProblem('2.27', '2.27'), undefined);
  assert.equal(glibcProblem('2.27', '2.36'), undefined);
  assert.equal(glibcProblem(undefined, undefined), undefined);
  assert.equal(
    glibcProblem('2.27', '2.17'),
    "TensorFlow's package needs the GNU C library 2.27, and this Linux has 2.17.",
  );
  assert.equal(
    glibcProblem('2.27', undefined),
    "TensorFlow's package needs the GNU C library 2.27, and this Linux has another C library.",
  );
});

test('plain JavaScript is explained with every reason, its price and the way out', () => {
  assert.deepEqual(slowNotes(['No C++ compiler was found.', 'The installer failed.'], 'install g++'), [
    'TensorFlow runs as plain JavaScript on this machine, because:',
    '  - No C++ compiler was found.',
    '  - The installer failed.',
    'Every notebook works, but training and large networks take many times longer.',
    'To change that, install g++, then run the same command again.',
  ]);
  assert.equal(slowNotes(['The installer failed.'], 'install g++').at(-1), 'To try again: npx convnets doctor --fix');
});

test('each backend has its words', () => {
  assert.equal(describeBackend({ backend: 'native', version: '2.21.0', reason: '' }), 'TensorFlow 2.21.0, native');
  assert.equal(
    describeBackend({ backend: 'prebuilt', version: '2.9.1', reason: '' }),
    'TensorFlow 2.9.1, native, from tfjs-node',
  );
  assert.equal(
    describeBackend({ backend: 'javascript', version: '4.22.0', reason: '' }),
    'plain JavaScript (tfjs 4.22.0)',
  );
});

test('a native backend holds only while its files are there', () => {
  const places = placesOf(folder);
  assert.equal(readBackend(places), undefined);
  assert.equal(backendHolds(places), false);
  mkdirSync(places.setup, { recursive: true });
  writeFileSync(places.backend, JSON.stringify({ backend: 'native', version: '2.21.0', reason: '' }));
  assert.equal(backendHolds(places), false);
  writeFileSync(
    places.backend,
    JSON.stringify({ backend: 'javascript', version: '4.22.0', reason: 'It would not load.' }),
  );
  assert.equal(backendHolds(places), true);
});

test('what was unpacked is whole while each file is as it came out of the package', () => {
  const places = placesOf(join(folder, 'unpacked'), 'linux');
  const chosen = platforms['linux-x64']?.tensorflow;
  assert.ok(chosen);
  const header = join(places.tensorflow, 'include', 'a.h');
  const isThere = (thorough: boolean): boolean => isUnpacked(places, chosen, { thorough });
  for (const file of [header, ...chosen.libraries.map(name => join(places.tensorflow, 'lib', name))]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'whole');
  }
  assert.ok(!isThere(false) && !isThere(true));
  const files = recordFiles(places.tensorflow, filesUnder(places.tensorflow));
  const mark = join(places.tensorflow, 'unpacked.json');
  writeFileSync(mark, JSON.stringify({ wheel: chosen.sha256, files }));
  assert.ok(isThere(false) && isThere(true));
  writeFileSync(header, 'cut');
  assert.ok(isThere(false) && !isThere(true));
  writeFileSync(mark, JSON.stringify({ wheel: 'another', files }));
  assert.ok(!isThere(false) && !isThere(true));
});
