import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEnvironment } from '../lib/environment';

test('a machine with everything has four lines that are ok', () => {
  const checks = checkEnvironment(8e9);
  assert.deepEqual(
    checks.map(check => [check.what, check.ok]),
    [
      ['Node', true],
      ['TensorFlow', true],
      ['photographs and data', true],
      ['free memory', true],
    ],
  );
  assert.match(checks[1]?.found ?? '', /^native library \d+\.\d+/);
});

test('too little memory is said with what to do', () => {
  const memory = checkEnvironment(0.4e9).find(check => check.what === 'free memory');
  assert.deepEqual(memory, {
    what: 'free memory',
    found: '0.4 GB',
    ok: false,
    remedy: 'Close other programs and the notebooks that you do not use.',
  });
});
