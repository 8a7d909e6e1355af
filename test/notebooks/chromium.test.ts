import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChromium } from '../../scripts/notebooks/chromium';

const CASES = [
  {
    name: 'Linux takes the first command on the PATH',
    platform: 'linux',
    env: { PATH: '/opt/bin:/usr/bin' },
    files: ['/usr/bin/google-chrome', '/usr/bin/chromium'],
    found: '/usr/bin/chromium',
  },
  {
    name: 'macOS takes an application',
    platform: 'darwin',
    env: {},
    files: ['/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    found: '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  },
  {
    name: 'CHROMIUM comes first',
    platform: 'linux',
    env: { CHROMIUM: '/my/chrome', PATH: '/usr/bin' },
    files: ['/usr/bin/chromium', '/my/chrome'],
    found: '/my/chrome',
  },
  { name: 'none', platform: 'linux', env: { PATH: '/usr/bin' }, files: [], found: undefined },
] as const;

for (const { name, platform, env, files, found } of CASES) {
  test(`the browser: ${name}`, () => {
    const exists = (path: string): boolean => files.some(file => file === path);
    assert.equal(findChromium({ platform, env, exists }), found);
  });
}

test('the browser: Windows has Edge under its programs', () => {
  const machine = {
    platform: 'win32',
    env: { PROGRAMFILES: 'P' },
    exists: (path: string) => path.endsWith('msedge.exe'),
  } as const;
  assert.match(findChromium(machine) ?? '', /^P[\\/]Microsoft[\\/]Edge/);
});

test('the browser: CHROMIUM names no file', () => {
  assert.throws(() => findChromium({ platform: 'linux', env: { CHROMIUM: '/no' }, exists: () => false }), {
    message: 'CHROMIUM=/no: there is no such file. Name a Chromium, Chrome or Edge, or unset it.',
  });
});
