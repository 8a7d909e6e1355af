import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readAtMost } from '../../lib/files/readAtMost';

const folder = mkdtempSync(join(tmpdir(), 'convnets-limit-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

test('a file of up to the limit is read whole', () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  writeFileSync(file('whole'), bytes);
  assert.ok(readAtMost(file('whole'), 200_000).equals(bytes));
  writeFileSync(file('empty'), '');
  assert.equal(readAtMost(file('empty'), 1).length, 0);
});

test('a larger file is refused, before it is read', () => {
  writeFileSync(file('large'), '');
  truncateSync(file('large'), 2 ** 40);
  const message = 'it has more than 1.5 MB, and at most that is read';
  assert.throws(() => readAtMost(file('large'), 1_500_000), { name: 'RangeError', message });
});

test('the errors of the system stay', () => {
  assert.throws(() => readAtMost(folder, 1), { code: 'EISDIR' });
  assert.throws(() => readAtMost(file('none'), 1), { code: 'ENOENT' });
});

if (process.platform !== 'win32') {
  test('a device is refused', () => {
    const error = { name: 'RangeError', message: 'it is a device, not a file' };
    for (const device of ['/dev/zero', '/dev/null']) assert.throws(() => readAtMost(device, 1e6), error);
  });

  test('a pipe is read to its end, and no further than to the limit', { timeout: 60_000 }, () => {
    execFileSync('mkfifo', [file('pipe')]);
    const write = (command: string) => spawn('sh', ['-c', `${command} > "$0"`, file('pipe')], { stdio: 'ignore' });
    write('printf names');
    assert.equal(readAtMost(file('pipe'), 5).toString(), 'names');
    write('cat /dev/zero');
    assert.throws(() => readAtMost(file('pipe'), 1e6), { message: 'it has more than 1 MB, and at most that is read' });
  });
}
