import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { runCommand } from '../../scripts/setup/command.mjs';
import { type Condition, conditionOf } from '../../scripts/setup/condition.mjs';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { placesOf } from '../../scripts/setup/places.mjs';
import { setUp } from '../../scripts/setup/run.mjs';
import { createScreen } from '../../scripts/setup/screen.mjs';
import { fingerprint } from '../../scripts/setup/stamp.mjs';
import type { Step, StepContext } from '../../scripts/setup/steps.mjs';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A checkout with steps that write a file each, and a screen that is read. */
function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'convnets-run-'));
  folders.push(root);
  const done: string[] = [];
  let printed = '';
  const step = (id: string, work: (context: StepContext) => Promise<unknown> = async () => {}): Step => ({
    id,
    title: `Step ${id}`,
    inputs: () => fingerprint(root, [join(root, `${id}.in`)]),
    isThere: () => existsSync(join(root, `${id}.out`)),
    made: () => [join(root, `${id}.out`)],
    run: async context => {
      await work(context);
      done.push(id);
      writeFileSync(join(root, `${id}.out`), `made by ${id}`);
      return `result of ${id}`;
    },
  });
  const screen = createScreen({
    write: text => {
      printed += text;
    },
  });
  return { root, done, step, screen, printed: () => printed };
}

test('each step prints its number, name, result and seconds', async () => {
  const { root, step, screen, printed } = checkout();
  assert.ok(await setUp({ root, steps: [step('a'), step('b')], screen }));
  const lines = printed().split('\n');
  assert.match(lines[0] ?? '', /^Setting up the course in this folder\. The first time takes some minutes/);
  assert.match(lines[1] ?? '', /^ {2}1\/3 {2}This machine +Node \d+\S+, Python 3\S+, .*, \d+ GB free +\d+\.\d s$/);
  assert.match(lines[2] ?? '', /^ {2}2\/3 {2}Step a +result of a +\d+\.\d s$/);
  assert.match(lines[3] ?? '', /^ {2}3\/3 {2}Step b +result of b +\d+\.\d s$/);
  assert.match(lines[4] ?? '', /^Set up in \d+ s\.$/);
});

test('nothing is done twice', async () => {
  const { root, done, step, screen, printed } = checkout();
  const steps = [step('a'), step('b')];
  await setUp({ root, steps, screen });
  await setUp({ root, steps, screen });
  assert.deepEqual(done, ['a', 'b']);
  assert.ok(printed().endsWith('Everything is set up.\n'));
});

test('a step is done again when its inputs change, when its result is gone, and when that is asked for', async () => {
  const { root, done, step, screen } = checkout();
  const steps = [step('a'), step('b'), step('c')];
  await setUp({ root, steps, screen });
  writeFileSync(join(root, 'a.in'), 'changed');
  rmSync(join(root, 'b.out'));
  await setUp({ root, steps, screen });
  await setUp({ root, steps, screen, again: new Map([['c', { state: 'done' }]]) });
  assert.deepEqual(done, ['a', 'b', 'c', 'a', 'b', 'c']);
});

const damages: readonly [string, (file: string) => void][] = [
  ['cut', file => writeFileSync(file, 'made')],
  ['emptied', file => writeFileSync(file, '')],
  ['changed in a letter', file => writeFileSync(file, 'made by A')],
  [
    'replaced by a folder',
    file => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
];
for (const [how, damage] of damages) {
  test(`a step whose result was ${how} is done again, and is told which file it was`, async () => {
    const { root, done, step, screen, printed } = checkout();
    const seen: Condition[] = [];
    const steps = [
      step('a', async ({ condition }) => {
        seen.push(condition);
        rmSync(join(root, 'a.out'), { recursive: true, force: true });
      }),
    ];
    await setUp({ root, steps, screen });
    damage(join(root, 'a.out'));
    await setUp({ root, steps, screen });
    assert.ok(!printed().includes('Everything is set up.'));
    assert.deepEqual(seen, [{ state: 'new' }, { state: 'damaged', files: ['a.out'] }]);
    await setUp({ root, steps, screen });
    assert.deepEqual(done, ['a', 'a']);
    assert.ok(printed().endsWith('Everything is set up.\n'));
  });
}

test('a byte that changes and leaves size and time as they were is found by a thorough look only', async () => {
  const { root, step, screen } = checkout();
  const a = step('a');
  await setUp({ root, steps: [a], screen });
  const file = join(root, 'a.out');
  const places = placesOf(root);
  utimesSync(file, 1, 1);
  assert.deepEqual(conditionOf(a, places), { state: 'done' });
  writeFileSync(file, 'made by A');
  utimesSync(file, 1, 1);
  assert.deepEqual(conditionOf(a, places), { state: 'done' });
  assert.deepEqual(conditionOf(a, places, { thorough: true }), { state: 'damaged', files: ['a.out'] });
});

test('files that are older or newer and the same, as in a copy, are read once and then known', async () => {
  const { root, done, step, screen } = checkout();
  const a = step('a');
  await setUp({ root, steps: [a], screen });
  utimesSync(join(root, 'a.out'), 1, 1);
  await setUp({ root, steps: [a], screen });
  assert.deepEqual(done, ['a']);
  const { files } = JSON.parse(readFileSync(join(root, '.setup', 'stamps', 'a'), 'utf8'));
  assert.equal(files['a.out'][1], 1000);
});

const odd: readonly [string, (setup: string) => void][] = [
  ['the folder of set-up is a file', setup => writeFileSync(setup, '')],
  ['the folder of set-up leads nowhere', setup => symlinkSync(`${setup}-gone`, setup)],
  ['the folder of logs is a file', setup => put(join(setup, 'logs'))],
  ['the folder of stamps is a file', setup => put(join(setup, 'stamps'))],
  ['a log is a folder', setup => mkdirSync(join(setup, 'logs', 'a.log', 'in it'), { recursive: true })],
  ['a stamp is a folder', setup => mkdirSync(join(setup, 'stamps', 'a', 'in it'), { recursive: true })],
];
function put(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}
for (const [what, make] of odd) {
  test(`${what}: it goes, and all is set up`, async () => {
    const { root, step, screen, printed } = checkout();
    make(join(root, '.setup'));
    const a = step('a', ({ lock, log }) =>
      runCommand(process.execPath, ['-e', ''], { cwd: root, lock, log, what: 'the program' }),
    );
    assert.ok(await setUp({ root, steps: [a], screen }), printed());
    assert.ok(await setUp({ root, steps: [a], screen }));
    assert.ok(printed().endsWith('Everything is set up.\n'), printed());
    assert.ok(readFileSync(join(root, '.setup', 'logs', 'a.log'), 'utf8').startsWith('$ '));
  });
}

test('a folder of logs that is a file goes before the next start, too', async () => {
  const { root, step, screen } = checkout();
  await setUp({ root, steps: [step('a')], screen });
  const logs = join(root, '.setup', 'logs');
  rmSync(logs, { recursive: true });
  writeFileSync(logs, '');
  assert.ok(await setUp({ root, steps: [step('a')], screen }));
  assert.ok(!existsSync(logs));
});

test('a folder that cannot be written is refused in words', async () => {
  const { root, step, screen, printed } = checkout();
  const gone = join(root, 'gone');
  assert.equal(await setUp({ root: gone, steps: [step('a')], screen }), false);
  assert.ok(printed().startsWith('Set-up stopped at the step "This folder": '), printed());
});

test('after a failure the next run goes on at the failed step', async () => {
  const { root, done, step, screen, printed } = checkout();
  let broken = true;
  const b = step('b', async () => {
    if (broken) throw new SetupFailure('it broke.', { lines: ['error: told'], remedy: 'mend it.' });
  });
  assert.equal(await setUp({ root, steps: [step('a'), b], screen }), false);
  assert.ok(
    printed().endsWith(
      [
        'Set-up stopped at the step "Step b": it broke.',
        '    error: told',
        '  Remedy:  mend it.',
        '  What is done is kept: the same command goes on from here.\n',
      ].join('\n'),
    ),
    printed(),
  );
  broken = false;
  assert.equal(await setUp({ root, steps: [step('a'), b], screen }), true);
  assert.deepEqual(done, ['a', 'b']);
});

test('a step that failed half-way does not count as done, though its result is there', async () => {
  const { root, step, screen } = checkout();
  const a = step('a');
  await setUp({ root, steps: [a], screen });
  let tries = 0;
  const failing = step('a', async () => {
    tries++;
    throw new SetupFailure('no.', { remedy: 'none.' });
  });
  writeFileSync(join(root, 'a.in'), 'changed');
  await setUp({ root, steps: [failing], screen });
  rmSync(join(root, 'a.in'));
  await setUp({ root, steps: [failing], screen });
  assert.equal(tries, 2);
});

test('a program that fails gives its last errors, and all that it said is in the log', async () => {
  const { root, step, screen, printed } = checkout();
  const script = 'console.log("one"); console.error("fatal: two"); process.exit(3)';
  const a = step('a', ({ lock, log }) =>
    runCommand(process.execPath, ['-e', script], { cwd: root, lock, log, what: 'the program', remedy: 'mend it.' }),
  );
  await setUp({ root, steps: [a], screen });
  assert.ok(printed().includes('"Step a": the program failed (exit code 3).\n    fatal: two\n  Log:     '), printed());
  const log = readFileSync(join(root, '.setup', 'logs', 'a.log'), 'utf8');
  assert.ok(log.includes('one\n') && log.includes('fatal: two\n'), log);
});

test('a program that is not there, and one that takes too long, are told apart', async () => {
  const { root, step, screen, printed } = checkout();
  const missing = step('missing', ({ lock, log }) =>
    runCommand(join(root, 'nothing'), [], { cwd: root, lock, log, what: 'the program' }),
  );
  await setUp({ root, steps: [missing], screen });
  assert.ok(printed().includes('the program could not be started.'), printed());
  const slow = step('slow', ({ lock, log }) =>
    runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      cwd: root,
      lock,
      log,
      what: 'the program',
      limitSeconds: 0.2,
    }),
  );
  await setUp({ root, steps: [slow], screen });
  assert.ok(printed().includes('the program was ended (SIGKILL).'), printed());
});

test('the network is named as the cause where the output tells of it', async () => {
  const { root, step, screen, printed } = checkout();
  const script = 'console.error("npm error code ENOTFOUND"); process.exit(1)';
  const a = step('a', ({ lock, log }) =>
    runCommand(process.execPath, ['-e', script], { cwd: root, lock, log, what: 'npm ci', remedy: 'other.' }),
  );
  await setUp({ root, steps: [a], screen });
  assert.ok(printed().includes('Remedy:  check the connection to the internet, then run the same command again.'));
});

test('a program that finds the disk full says what to do, and is not tried again', async () => {
  const { root, step, screen, printed } = checkout();
  const script = 'console.error("npm error network aborted"); console.error("npm error code ENOSPC"); process.exit(1)';
  const a = step('a', ({ lock, log }) =>
    runCommand(process.execPath, ['-e', script], { cwd: root, lock, log, what: 'npm ci', remedy: 'other.' }).catch(
      error => {
        assert.ok(error instanceof SetupFailure && !error.network);
        throw error;
      },
    ),
  );
  await setUp({ root, steps: [a], screen });
  assert.ok(printed().includes('Remedy:  free some disk space (the course takes about 2 GB), then run'), printed());
});

test('a program whose log cannot be written runs all the same', async () => {
  if (process.platform !== 'linux') return; // only there is a file that is always full
  const { root, step, screen } = checkout();
  const log = join(root, 'full.log');
  symlinkSync('/dev/full', log);
  const a = step('a', ({ lock }) =>
    runCommand(process.execPath, ['-e', 'console.log(1)'], { cwd: root, lock, log, what: 'the program' }),
  );
  assert.equal(await setUp({ root, steps: [a], screen }), true);
});
