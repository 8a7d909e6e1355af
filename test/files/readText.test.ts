import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readText } from '../../lib/files/readText';
import { systemProblem } from '../../lib/files/systemProblem';
import { asNobody } from '../support/nobody';

const folder = mkdtempSync(join(tmpdir(), 'convnets-text-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('a text comes without the mark at its start', () => {
  assert.equal(readText(write('plain', 'caf\u00e9')), 'caf\u00e9');
  assert.equal(readText(write('marked', '\ufeffcaf\u00e9\r\n')), 'caf\u00e9\r\n');
  assert.equal(readText(write('empty', '')), '');
});

test('another encoding is named', () => {
  const remedy = 'Open it in an editor, and save it as UTF-8.';
  const latin = write('latin', Buffer.from('caf\u00e9', 'latin1'));
  assert.throws(() => readText(latin), { name: 'TypeError', message: `${latin} is no text in UTF-8. ${remedy}` });
  const wide = write('wide', Buffer.from('\ufeffcat', 'utf16le'));
  assert.throws(() => readText(wide, { where: 'voc' }), {
    message: `voc: ${wide} is no text in UTF-8. It is in UTF-16. ${remedy}`,
  });
});

test('what cannot be read is said in words, with the remedy', () => {
  const missing = join(folder, 'none');
  assert.throws(() => readText(missing), { message: `${missing} is not there. Copy it again.` });
  assert.throws(() => readText(missing, { where: 'coco', missing: 'Name it.' }), {
    message: `coco: ${missing} is not there. Name it.`,
  });
  const remedy = 'Check the path and its permissions.';
  assert.throws(() => readText(folder), { message: `${folder} cannot be read: it is a folder (EISDIR). ${remedy}` });
  const loop = join(folder, 'loop');
  symlinkSync('loop', loop);
  assert.throws(() => readText(loop), {
    message: `${loop} cannot be read: its links lead in a circle (ELOOP). ${remedy}`,
  });
  const below = join(write('file', ''), 'name');
  assert.throws(() => readText(below), {
    message: `${below} cannot be read: a part of its path is a file, not a folder (ENOTDIR). ${remedy}`,
  });
});

if (process.platform !== 'win32')
  test('a file without permission', () => {
    const path = write('secret', 'text');
    chmodSync(path, 0o000);
    chmodSync(folder, 0o755);
    assert.throws(() => asNobody(() => readText(path)), {
      message: `${path} cannot be read: permission is missing (EACCES). Check the path and its permissions.`,
    });
  });

test('an error of no system is its own message', () => {
  assert.equal(systemProblem(new TypeError('no')), 'no');
  assert.equal(systemProblem('no'), 'no');
  assert.equal(systemProblem(Object.assign(new Error('raw'), { code: 'EWEIRD' })), 'EWEIRD');
});
