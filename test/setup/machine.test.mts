import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { type Ask, checkDisk, findCompiler, findPython } from '../../scripts/setup/machine.mjs';

/** A machine on which these programs answer. */
const machine =
  (programs: Readonly<Record<string, string>>): Ask =>
  file =>
    programs[file];

const failureOf = (work: () => unknown): SetupFailure => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof SetupFailure);
    return error;
  }
  throw new assert.AssertionError({ message: 'no failure came' });
};

test('the first Python that is new enough is taken, by its own path', () => {
  const ask = machine({
    python3: '/usr/bin/python3|3.9.2',
    python: '/opt/python|2.7.18',
    'python3.12': '/opt/3.12|3.12.1',
  });
  assert.deepEqual(findPython(ask, {}, 'linux'), { file: '/opt/3.12', version: '3.12.1' });
});

test('on Windows the launcher is asked first', () => {
  const asked: string[] = [];
  const ask: Ask = (file, args) => {
    asked.push([file, ...args.slice(0, -2)].join(' '));
    return file === 'python' ? 'C:\\Python\\python.exe|3.13.0' : undefined;
  };
  assert.deepEqual(findPython(ask, {}, 'win32'), { file: 'C:\\Python\\python.exe', version: '3.13.0' });
  assert.deepEqual(asked, ['py -3', 'python']);
});

test('PYTHON names the only one that is asked', () => {
  const ask = machine({ python3: '/usr/bin/python3|3.12.0', '/my/python': '/my/python|3.11.0' });
  assert.equal(findPython(ask, { PYTHON: '/my/python' }, 'linux').file, '/my/python');
});

test('without a Python, the message says what to install', () => {
  const failure = failureOf(() => findPython(machine({}), {}, 'linux'));
  assert.equal(failure.message, 'Python 3.10 or newer is needed, and this machine has none.');
  assert.match(failure.remedy, /^install Python from python\.org or with your system’s packages, or set PYTHON/);
});

test('with older Pythons only, the message names them', () => {
  const failure = failureOf(() =>
    findPython(machine({ python3: '/usr/bin/python3|3.9.2', python: '/b|2.7.18' }), {}, 'linux'),
  );
  assert.equal(
    failure.message,
    'Python 3.10 or newer is needed, and this machine has only older ones: python3 is Python 3.9.2, python is Python 2.7.18.',
  );
});

test('a PYTHON that is too old is named in the remedy', () => {
  const failure = failureOf(() =>
    findPython(machine({ '/my/python': '/my/python|3.8.0' }), { PYTHON: '/my/python' }, 'linux'),
  );
  assert.equal(
    failure.remedy,
    'the variable PYTHON is set to /my/python: let it name a newer Python, or take it away.',
  );
});

test('the compiler is CXX, or the first of the usual names', () => {
  const programs = { 'g++': 'g++ (Debian 12.2.0-14) 12.2.0', 'clang++': 'clang version 17.0.6', '/my/cxx': 'cxx 9.1' };
  assert.deepEqual(findCompiler(machine(programs), {}), { file: 'g++', version: '12.2.0' });
  assert.deepEqual(findCompiler(machine(programs), { CXX: '/my/cxx' }), { file: '/my/cxx', version: '9.1' });
  assert.equal(findCompiler(machine({}), {}), undefined);
});

test('too little disk space is said with both numbers', () => {
  checkDisk(4);
  const failure = failureOf(() => checkDisk(1.23));
  assert.equal(failure.message, 'set-up needs 4 GB of free disk space, and there are 1.2 GB.');
  assert.equal(failure.remedy, 'free some disk space, then run the same command again.');
});
