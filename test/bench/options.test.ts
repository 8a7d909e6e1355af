import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobs } from '../../scripts/bench/jobs';
import { OPPONENTS } from '../../scripts/bench/opponents';
import { choose, parseOptions } from '../../scripts/bench/options';
import { findPyTorch } from '../../scripts/bench/python';

test('without options, every row is timed in nine rounds', () => {
  assert.deepEqual(parseOptions([]), { only: [], against: OPPONENTS, rounds: 9, json: false });
  const args = ['--only', 'resnet20', '--only', 'start', '--rounds', '3', '--json', '--python', 'py', '--profile', 'x'];
  args.push('--against', 'stock,channels-last');
  assert.deepEqual(parseOptions(args), {
    only: ['resnet20', 'start'],
    against: ['stock', 'channels-last'],
    rounds: 3,
    json: true,
    python: 'py',
    profile: 'x',
  });
});

test('rounds are counted', () => {
  for (const rounds of ['0', '1.5', 'many']) {
    assert.throws(() => parseOptions(['--rounds', rounds]), {
      name: 'RangeError',
      message: `--rounds is a whole number of at least 1. Received "${rounds}".`,
    });
  }
});

test('opponents are named', () => {
  assert.throws(() => parseOptions(['--against', 'stock,pytorch']), {
    name: 'RangeError',
    message: '--against takes names among stock,eager,channels-last,compile,onnxruntime,openvino. Received "pytorch".',
  });
});

test('--only takes rows whose id holds the word', () => {
  const ids = (...words: string[]): string[] => choose(jobs, words).map(({ id }) => id);
  assert.deepEqual(ids('resnet20'), ['train/resnet20']);
  assert.deepEqual(ids('resnet18'), ['train/resnet18', 'predict/resnet18/1', 'predict/resnet18/8']);
  assert.equal(ids().length, 4 + 2 * 6);
  assert.throws(() => ids('lenet5'), {
    name: 'RangeError',
    message: /^--only "lenet5" fits nothing\. There are: train\/resnet20, /,
  });
});

test('the first Python with PyTorch is taken, and one that was asked for must have it', () => {
  const probe = (python: string): boolean => python === 'b' || python === 'c';
  assert.equal(findPyTorch(undefined, ['a', 'b', 'c'], probe), 'b');
  assert.equal(findPyTorch(undefined, ['a'], probe), undefined);
  assert.equal(findPyTorch('c', ['b'], probe), 'c');
  assert.throws(() => findPyTorch('a', ['b'], probe), {
    name: 'RangeError',
    message: '--python "a" cannot import torch and torchvision. Install them: "a" -m pip install torch torchvision.',
  });
});
