import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { toIndex, toPosition } from '../../lib/jupyter/cursor';
import { interruption } from '../../lib/jupyter/interrupt';
import { snippet } from '../../lib/jupyter/snippet';
import { decode, encode } from '../../lib/jupyter/wire';
import { sendBundle } from '../../lib/notebook/sendBundle';

test('positions count an emoji as one character for Jupyter and as two in a string', () => {
  assert.equal(toIndex('a🙂b', 2), 3);
  assert.equal(toPosition('a🙂b', 3), 2);
  assert.equal(toIndex('abc', 3), 3);
});

const header = { msg_id: '1', msg_type: 'x_request', session: 's', username: 'u', date: 'd', version: '5.3' };
const message = { identities: [Buffer.from('client')], header, parent: {}, content: { code: 'é' } };

test('a message is signed over header, parent, metadata and content', () => {
  const frames = encode(message, 'key').map(frame => Buffer.from(frame).toString());
  const parts = [JSON.stringify(header), '{}', '{}', '{"code":"é"}'];
  const signature = createHmac('sha256', 'key').update(parts.join('')).digest('hex');
  assert.deepEqual(frames, ['client', '<IDS|MSG>', signature, ...parts]);
  assert.deepEqual(decode(encode(message, 'key'), 'key'), message);
  assert.equal(Buffer.from(encode(message, '')[2] ?? []).toString(), '');
});

test('a message that is not signed with the key is refused', () => {
  assert.throws(() => decode(encode(message, 'other'), 'key'), /^Error: A message with a wrong signature arrived\.$/);
  assert.throws(
    () => decode([Buffer.from('noise')], 'key'),
    /^Error: A message without the delimiter <IDS\|MSG> arrived\.$/,
  );
});

test('the caret of a snippet stands under its column, behind tabs too', () => {
  const lines = snippet('\tconst a = b;', { line: 12, column: 12 }, 99).map(line => stripVTControlCharacters(line));
  assert.deepEqual(lines, ['  12 | \tconst a = b;', '     | \t          ^^']);
});

test('outside of a kernel nothing is shown, and nothing is interrupted', () => {
  assert.equal(sendBundle({ data: { 'text/plain': 'x' } }), false);
  assert.equal(interruption.requested, false);
  assert.equal(interruption.signal.aborted, false);
  interruption.throwIfRequested();
});
