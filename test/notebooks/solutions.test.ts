import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solvedCode } from '../../lib/exercises/engine/solutions';
import { hasSolution, learnerCode } from '../../scripts/notebooks/solutions';

const lines = (...text: string[]): string => text.join('\n');

const CASES = [
  {
    name: 'at the top level a comment stands in',
    author: lines('let a: number | undefined;', '// BEGIN SOLUTION', 'a = 1;', '// END SOLUTION', 'a;'),
    learner: lines('let a: number | undefined;', '// Your code here.', 'a;'),
    solved: lines('let a: number | undefined;', 'a = 1;', 'a;'),
  },
  {
    name: 'in a function a throw stands in, indented as the marker',
    author: lines('function f(): number {', '  // BEGIN SOLUTION', '  return 1;', '  // END SOLUTION', '}'),
    learner: lines(
      'function f(): number {',
      '  // Your code here, in place of the next line.',
      "  throw new Error('Not written yet.');",
      '}',
    ),
    solved: lines('function f(): number {', '  return 1;', '}'),
  },
  {
    name: 'deeper indentation inside a function is kept',
    author: lines(
      'const f = (xs: number[]): number => {',
      '  let sum = 0;',
      '  for (const x of xs) {',
      '    // BEGIN SOLUTION',
      '    sum += x;',
      '    // END SOLUTION',
      '  }',
      '  return sum;',
      '};',
    ),
    learner: lines(
      'const f = (xs: number[]): number => {',
      '  let sum = 0;',
      '  for (const x of xs) {',
      '    // Your code here, in place of the next line.',
      "    throw new Error('Not written yet.');",
      '  }',
      '  return sum;',
      '};',
    ),
    solved: lines(
      'const f = (xs: number[]): number => {',
      '  let sum = 0;',
      '  for (const x of xs) {',
      '    sum += x;',
      '  }',
      '  return sum;',
      '};',
    ),
  },
  {
    name: 'a block at the top level is not a function',
    author: lines(
      'for (let i = 0; i < 3; i++) {',
      '  // BEGIN SOLUTION',
      '  console.log(i);',
      '  // END SOLUTION',
      '}',
    ),
    learner: lines('for (let i = 0; i < 3; i++) {', '  // Your code here.', '}'),
    solved: lines('for (let i = 0; i < 3; i++) {', '  console.log(i);', '}'),
  },
  {
    name: 'several solutions in a cell, one in a function and one outside',
    author: lines(
      'class Counter {',
      '  next(): number {',
      '    // BEGIN SOLUTION',
      '    return 2;',
      '    // END SOLUTION',
      '  }',
      '}',
      'let answer = NaN;',
      '// BEGIN SOLUTION',
      'answer = new Counter().next();',
      '// END SOLUTION',
    ),
    learner: lines(
      'class Counter {',
      '  next(): number {',
      '    // Your code here, in place of the next line.',
      "    throw new Error('Not written yet.');",
      '  }',
      '}',
      'let answer = NaN;',
      '// Your code here.',
    ),
    solved: lines(
      'class Counter {',
      '  next(): number {',
      '    return 2;',
      '  }',
      '}',
      'let answer = NaN;',
      'answer = new Counter().next();',
    ),
  },
  {
    name: 'a cell without solution stays as it is',
    author: 'const a = 1;\n',
    learner: 'const a = 1;\n',
    solved: 'const a = 1;\n',
  },
];

for (const { name, author, learner, solved } of CASES) {
  test(`solutions: ${name}`, () => {
    assert.equal(learnerCode(author, 'x.md:1'), learner);
    assert.equal(solvedCode(author, 'x.md:1'), solved);
    assert.equal(hasSolution(author, 'x.md:1'), author !== learner);
  });
}

const WRONG = [
  {
    name: 'unterminated',
    author: lines('const a = 1;', '// BEGIN SOLUTION', 'a;'),
    message: 'notebooks/text/01-x.md:7: // BEGIN SOLUTION in line 2 of the cell has no // END SOLUTION.',
  },
  {
    name: 'ended without a beginning',
    author: lines('a;', '// END SOLUTION'),
    message:
      'notebooks/text/01-x.md:7: // END SOLUTION has no // BEGIN SOLUTION before it. Received line 2 of the cell: // END SOLUTION',
  },
  {
    name: 'nested',
    author: lines('// BEGIN SOLUTION', '// BEGIN SOLUTION', '// END SOLUTION'),
    message:
      'notebooks/text/01-x.md:7: a solution begins inside a solution. End the first one before it. Received line 2 of the cell: // BEGIN SOLUTION',
  },
  {
    name: 'misspelt, which would show the solution to learners',
    author: lines('// Begin Solution', 'a;', '// END SOLUTION'),
    message:
      'notebooks/text/01-x.md:7: a solution marker is // BEGIN SOLUTION or // END SOLUTION, alone on its line. Received line 1 of the cell: // Begin Solution',
  },
];

for (const { name, author, message } of WRONG) {
  test(`solution markers: ${name}`, () => {
    assert.throws(() => learnerCode(author, 'notebooks/text/01-x.md:7'), { name: 'SyntaxError', message });
  });
}
