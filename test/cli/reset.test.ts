import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resetNotebook } from '../../lib/cli/reset';
import { updateCopies } from '../../lib/workbook';
import { answered, smallCourse, stub, text } from '../workbook/course';
import { convnets } from './support';

for (const [keepAnswers, first, answer] of [
  [false, /is fresh\. It has no answers\.$/, stub('counting.1').source],
  [true, /is fresh\. Your answers are in it: counting\.1\.$/, answered(stub('counting.1'), '7').source],
] as const) {
  test(`convnets reset counting${keepAnswers ? ' --keep-answers' : ''}`, t => {
    const { root, publish, edit, sources } = smallCourse(t);
    publish('03-counting', [text('Counting'), stub('counting.1')]);
    updateCopies(root);
    edit('03-counting', cells => cells.map(cell => ({ ...answered(cell, '7'), metadata: {} })));
    const printed: string[] = [];
    resetNotebook('counting', keepAnswers, { print: line => printed.push(line), printError: assert.fail }, root);
    assert.deepEqual(sources('03-counting'), ['Counting', answer]);
    const [said = '', backup] = printed.join('\n').split('\n');
    assert.match(said, first);
    assert.match(String(backup), /^As it was before: my-notebooks.backups.03-counting \d{4}-\d\d-\d\d [\d.]+\.ipynb$/);
  });
}

for (const name of ['03', '03-counting', 'my-notebooks/03-counting.ipynb']) {
  test(`convnets reset ${name} is that of counting`, t => {
    const { root, publish } = smallCourse(t);
    publish('03-counting', [text('Counting'), stub('counting.1')]);
    updateCopies(root);
    const printed: string[] = [];
    resetNotebook(name, false, { print: line => printed.push(line), printError: assert.fail }, root);
    assert.match(printed.join('\n'), /^my-notebooks.03-counting\.ipynb is fresh\./);
  });
}

const USAGE = 'Usage: npx convnets reset SLUG [--keep-answers]';
for (const [args, problem] of [
  [[], `reset: SLUG is missing.\n${USAGE}`],
  [['counting', '--keep'], `reset: there is no option --keep.`],
  [['countng'], "There is no notebook 'countng'. Did you mean 'counting'?"],
] as const) {
  test(`convnets reset ${args.join(' ')}: ${problem.split('\n')[0]}`, async () => {
    const { code, errors } = await convnets('reset', ...args);
    assert.equal(code, 2);
    assert.ok(errors.startsWith(problem), errors);
  });
}
