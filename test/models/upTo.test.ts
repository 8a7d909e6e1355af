import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { alexnet_paper, googlenet, upTo } from '../../lib/models';

test('a network up to a layer ends with it and leaves out what it does not read', () => {
  const net = googlenet();
  const branch = upTo(net, 'inception3a.branch2.1.conv');
  assert.deepEqual(branch.outputs, ['inception3a.branch2.1.conv']);
  assert.equal(
    branch.layers.some(({ name }) => name.startsWith('inception3a.branch3')),
    false,
  );
  const whole = analyze(net).layers.find(({ name }) => name === 'inception3a.branch2.1.conv');
  assert.deepEqual(analyze(branch).layers.at(-1), whole);
});

test('a layer that is not there is named', () => {
  assert.throws(() => upTo(alexnet_paper(), 'conv9'), {
    name: 'RangeError',
    message: 'upTo: "alexnet_paper" has no layer "conv9". Its layers are listed in net.layers.',
  });
});
