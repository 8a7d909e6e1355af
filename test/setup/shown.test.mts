import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shown } from '../../scripts/setup/shown.mjs';

test('what can be read is shown as it is, what cannot be seen is written out, and long texts are cut', () => {
  assert.equal(shown('--größe=3 ✓'), '--größe=3 ✓');
  assert.equal(shown('a\u001b[2Jb\n\u202ec\u2028'), 'a\\u001b[2Jb\\u000a\\u202ec\\u2028');
  assert.equal(shown('\u{e0001}'), '\\udb40\\udc01');
  assert.equal(shown('x'.repeat(81)), `${'x'.repeat(80)}…`);
});

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const commands: readonly [string, ...string[]][] = [
  ['convnets.mjs', 'doctor', '--\u001b[2J\u202e'],
  ['setup.mjs', '\u001b[2J\u202e'],
  ['start.mjs', '--\u001b[2J\u202e'],
  ['start.mjs', '\u001b[2J\u202e'],
  ['start.mjs', '--port', '\u001b[2J\u202e'],
];
for (const [script, ...args] of commands) {
  test(`a wrong word reaches the terminal written out: ${script} ${JSON.stringify(args)}`, () => {
    const { status, stderr } = spawnSync(process.execPath, [join(scripts, script), ...args], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /\\u001b\[2J\\u202e/);
    assert.doesNotMatch(stderr, /(?!\n)[\p{Cc}\p{Cf}]/u);
  });
}
