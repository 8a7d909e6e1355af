import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

// A profiler interrupts the process with signals, and some of TensorFlow's kernels do not survive that.
test("Node's profiler can watch inference and training", { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  const profiler = ['--cpu-prof', '--cpu-prof-interval=100', `--cpu-prof-dir=${folder}`];
  const script = join(__dirname, 'profiledRun.ts');
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...profiler, '--import', 'tsx', script], {
    encoding: 'utf8',
  });
  const profiles = readdirSync(folder);
  rmSync(folder, { recursive: true });
  assert.deepEqual({ status, signal, stdout }, { status: 0, signal: null, stdout: 'done\n' }, stderr);
  assert.ok(profiles.length > 0);
});
