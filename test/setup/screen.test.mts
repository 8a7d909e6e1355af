import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen } from '../../scripts/setup/screen.mjs';

test('on a terminal, progress replaces itself and a note stays', () => {
  let printed = '';
  let time = 0;
  const write = (text: string): void => {
    printed += text;
  };
  const step = createScreen({ isTTY: true, columns: 120, write }, () => time).step('2/6', 'Node packages');
  step.progress('12 of 300 packages');
  step.note('The network failed: ECONNRESET');
  time = 12_340;
  step.done('300 packages');
  const [, shown = '', noted = '', finished = ''] = printed.split('\r\u001b[K').filter(part => part !== '');
  assert.match(shown, /^ {2}2\/6 {2}Node packages +12 of 300 packages +0 s$/);
  assert.equal(noted, '       The network failed: ECONNRESET\n');
  assert.match(finished, /^ {2}2\/6 {2}Node packages +300 packages +12\.3 s\n$/);
});

test('elsewhere nothing is written over', () => {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const step = createScreen({ write }).step('2/6', 'Node packages');
  step.progress('12 of 300 packages');
  step.done('300 packages');
  assert.ok(!printed.includes('\r'));
  assert.equal(printed.split('\n').length, 2);
});
