import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { parseOptions } from '../../scripts/notebooks/options';

test('a full run makes both forms, the solved one first, one at a time', () => {
  const { mode, forms, jobs, filters, force } = parseOptions([]);
  assert.deepEqual(
    { mode, forms, jobs, filters, force },
    {
      mode: 'full',
      forms: ['solved', 'learner'],
      jobs: 1,
      filters: [],
      force: false,
    },
  );
});

test('a quick run uses two cores where there are two', () => {
  assert.equal(parseOptions(['--quick']).jobs, Math.min(2, availableParallelism()));
});

test('names, a form and limits', () => {
  const options = parseOptions([
    'welcome',
    '05-alexnet',
    '--form',
    'learner',
    '--cell-seconds',
    '5',
    '--notebook-seconds',
    '9',
  ]);
  assert.deepEqual(options.filters, ['welcome', '05-alexnet']);
  assert.deepEqual(options.forms, ['learner']);
  assert.deepEqual(options.limits, { cellSeconds: 5, notebookSeconds: 9 });
});

const WRONG = [
  { args: ['--form', 'both'], message: '--form is learner or solved. Received "both".' },
  { args: ['--jobs', '0'], message: '--jobs is a number above 0. Received "0".' },
  { args: ['--cell-seconds', 'x'], message: '--cell-seconds is a number above 0. Received "x".' },
  { args: ['--quick', '--check'], message: '--quick and --check do different things. Choose one.' },
  { args: ['--words', '--numbers'], message: '--numbers and --words do different things. Choose one.' },
  { args: ['--numbers', '--check'], message: '--check and --numbers do different things. Choose one.' },
];

for (const { args, message } of WRONG) {
  test(`refuses ${args.join(' ')}`, () => {
    assert.throws(() => parseOptions(args), { name: 'RangeError', message });
  });
}
