import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { readSafetensors } from '../../lib/checkpoints/files';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { decodeImage } from '../../lib/images';
import { cifarResnet } from '../../lib/models';
import { filled } from '../support/fill';
import { convnets, filledCheckpoint, save, temporaryFolder } from './support';

// Where a command's files and words go: files, links, pipes, devices, and readers that leave.

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const script = join(repositoryRoot(), 'scripts', 'convnets.mjs');
const picture = join(repositoryRoot(), 'data', 'photographs', 'astronaut.png');
const POSIX = process.platform !== 'win32';

before(async () => {
  await save(folder, 'w', filledCheckpoint(cifarResnet(20)));
  await save(folder, 'x', new Map([['input', { shape: [1, 3, 32, 32], data: filled('input', [1, 3, 32, 32]) }]]));
});

const predict = ['predict', 'resnet20', '--weights', file('w.safetensors'), '--input', file('x.safetensors')];
const detect = ['detect', 'yolo_mini', picture];

/** A line of a shell in which `convnets` is the command of the course; `$1` and on are `args`. */
function shell(line: string, ...args: readonly string[]): { code: number | null; printed: string; errors: string } {
  const define = `convnets() { "${process.execPath}" "${script}" "$@"; }`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${define}\n${line}`, 'bash', ...args], {
    cwd: folder,
    encoding: 'latin1',
    timeout: 120_000,
    // As a learner's shell has it; the tests' own TensorFlow has set it.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: undefined },
  });
  return { code: status, printed: stdout, errors: stderr };
}

test('no file of a call takes the place of another, by whichever of its names', async () => {
  const refused = '--output would take the place of another file of this call';
  symlinkSync('w.safetensors', file('link.safetensors'));
  for (const name of ['w.safetensors', 'x.safetensors', 'link.safetensors']) {
    const { code, errors } = await convnets(...predict, '--output', file(name));
    assert.equal(code, 2);
    assert.ok(errors.startsWith(`predict: ${refused}: ${file(name)}.\n`), errors);
  }
});

if (POSIX) {
  test('a link stays and its target is written; a file keeps its mode; nothing is left beside it', async () => {
    for (const [args, name] of [
      [predict, 'y.safetensors'],
      [detect, 'boxes.png'],
    ] as const) {
      const [target, link] = [file(name), file(`link-to-${name}`)];
      writeFileSync(target, 'old');
      chmodSync(target, 0o640);
      symlinkSync(name, link);
      const { code, errors } = await convnets(...args, '--output', link);
      assert.equal(code, 0, errors);
      assert.equal(readlinkSync(link), name);
      assert.ok(lstatSync(target).isFile() && readFileSync(target, 'latin1') !== 'old');
      assert.equal((statSync(target).mode & 0o777).toString(8), '640');
      assert.deepEqual(
        readdirSync(folder).filter(other => other.includes('.tmp')),
        [],
      );
    }
  });

  test('a new file has the mode that the umask leaves it', () => {
    const { code, errors } = shell('umask 027; convnets "$@"', ...predict, '--output', file('masked.safetensors'));
    assert.equal(code, 0, errors);
    assert.equal((statSync(file('masked.safetensors')).mode & 0o777).toString(8), '640');
  });

  test('a pipe with a name is written to, and stays', () => {
    execFileSync('mkfifo', [file('pipe')]);
    const { code, errors } = shell(
      'convnets "$@" & cat pipe > read.safetensors; wait $!',
      ...predict,
      '--output',
      'pipe',
    );
    assert.equal(code, 0, errors);
    assert.ok(statSync(file('pipe')).isFIFO());
    assert.ok(readFileSync(file('read.safetensors')).length > 40);
  });

  test('a file that goes to standard output is all that goes there', async () => {
    for (const target of ['| cat > out', '> out']) {
      const { code, errors } = shell(`convnets "$@" ${target}`, ...predict, '--output', '/dev/stdout');
      assert.equal(code, 0, errors);
      assert.equal(errors, '/dev/stdout: "output" [1, 10]\n');
      assert.deepEqual([...(await readSafetensors(file('out'))).keys()], ['output']);
    }
    const { errors } = shell('convnets "$@" | cat > out', ...detect, '--output', '/dev/stdout');
    assert.match(errors, /^.*astronaut\.png: yolo_mini\n[\s\S]*\n\/dev\/stdout: the picture with \d+ boxes\n$/);
    assert.deepEqual(decodeImage(readFileSync(file('out')), 'out').shape, [256, 256, 3]);
  });

  test('a reader that leaves ends nothing: the command goes on quietly', () => {
    for (const args of [['list'], ['summary', 'densenet121'], detect]) {
      const first = shell('set -o pipefail; convnets "$@" | head -1', ...args);
      assert.deepEqual([first.code, first.errors, first.printed.split('\n').length], [0, '', 2]);
    }
    const kept = shell('set -o pipefail; convnets "$@" | true', ...predict, '--output', 'kept.safetensors');
    assert.deepEqual([kept.code, kept.errors], [0, '']);
    assert.ok(existsSync(file('kept.safetensors')));
  });

  test('without standard output nothing breaks', () => {
    assert.deepEqual(shell('convnets list >&-'), { code: 0, printed: '', errors: '' });
  });

  test('a name with two files behind it: the other one stays as it was', async () => {
    writeFileSync(file('one.safetensors'), 'old');
    linkSync(file('one.safetensors'), file('two.safetensors'));
    assert.equal((await convnets(...predict, '--output', file('one.safetensors'))).code, 0);
    assert.equal(readFileSync(file('two.safetensors'), 'utf8'), 'old');
  });
}

if (process.platform === 'linux') {
  const full = 'the device is full (ENOSPC)';

  test('a full device for the file is told, and ends with 1', async () => {
    const tensor = await convnets(...predict, '--output', '/dev/full');
    const remedy = 'Check that you may write to /dev and that the disk has room.';
    assert.equal(tensor.errors, `safetensors "/dev/full": the file cannot be written: ${full}. ${remedy}`);
    assert.equal(tensor.code, 1);
    const boxes = await convnets(...detect, '--output', '/dev/full');
    assert.equal(boxes.errors, `detect: /dev/full: the file cannot be written: ${full}. Give another path.`);
    assert.equal(boxes.code, 1);
    assert.ok(statSync('/dev/full').isCharacterDevice());
  });

  test('a full device for the words is told, and ends with 1', () => {
    for (const args of [
      ['list'],
      ['--help'],
      ['conv', '--input', '5', '--kernel', '3'],
      ['doctor', '--help'],
      detect,
    ]) {
      const { code, errors } = shell('convnets "$@" > /dev/full', ...args);
      assert.deepEqual([code, errors], [1, `What was to be printed cannot be written: ${full}.\n`]);
    }
    // The worse of two codes: the call is wrong, whatever became of its words.
    assert.equal(shell('convnets nothing > /dev/full').code, 2);
    assert.equal(shell('convnets list > /dev/full 2> /dev/full').code, 1);
  });
}
