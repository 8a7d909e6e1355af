import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entrant, fieldOf, OPPONENTS } from '../../scripts/bench/opponents';
import { NO_PYTORCH } from '../../scripts/bench/python';
import { starts } from '../../scripts/bench/starts';

const names = (entrants: readonly Entrant[]): string[] => entrants.map(({ name }) => name);

test('where all is installed, every opponent takes part, and the runtimes only predict', () => {
  const { entrants, leftOut } = fieldOf(OPPONENTS, 'py', () => true);
  assert.deepEqual(names(entrants), ['ours', ...OPPONENTS]);
  assert.deepEqual(leftOut, []);
  assert.deepEqual(names(entrants.filter(({ kinds }) => !kinds.includes('train'))), ['onnxruntime', 'openvino']);
  assert.deepEqual(names(entrants.filter(({ exporter }) => exporter !== undefined)), ['onnxruntime', 'openvino']);
});

test('only those that were asked for take part', () => {
  assert.deepEqual(names(fieldOf(['eager'], 'py', () => true).entrants), ['ours', 'eager']);
});

test('what a Python lacks is told in a line, with the remedy', () => {
  const { entrants, leftOut } = fieldOf(OPPONENTS, 'py', () => false);
  assert.deepEqual(names(entrants), ['ours', 'stock', 'eager', 'channels-last']);
  assert.deepEqual(leftOut, [
    'compile is left out: it does not run in py. To compare with it: install a C++ compiler, such as g++',
    'onnxruntime is left out: it does not run in py. To compare with it: py -m pip install onnxruntime onnx onnxscript',
    'openvino is left out: it does not run in py. To compare with it: py -m pip install openvino onnx onnxscript',
  ]);
});

test('one runtime may be there without the other', () => {
  const { entrants } = fieldOf(['onnxruntime', 'openvino'], 'py', (_, statements) => !statements.includes('openvino'));
  assert.deepEqual(names(entrants), ['ours', 'onnxruntime']);
});

test('without PyTorch, stock TensorFlow.js is left; who did not ask for PyTorch is told nothing', () => {
  const all = fieldOf(OPPONENTS, undefined, assert.fail);
  assert.deepEqual([names(all.entrants), all.leftOut], [['ours', 'stock'], [NO_PYTORCH]]);
  assert.match(NO_PYTORCH, /^PyTorch and the runtimes are left out: no Python with torch and torchvision was found\./);
  assert.deepEqual(fieldOf(['stock'], undefined, assert.fail).leftOut, []);
});

test('a start has the opponents that were asked for', () => {
  const competitors = (...against: readonly (typeof OPPONENTS)[number][]): string[] => {
    const all = starts({ root: '.', coursePython: 'python', torchPython: 'py', against });
    return all.map(start => start.competitors.map(({ name }) => name).join(' '));
  };
  assert.deepEqual(competitors(...OPPONENTS), ['ours', 'ours stock eager', 'ours stock']);
  assert.deepEqual(competitors('eager', 'openvino'), ['ours', 'ours eager', 'ours']);
});
