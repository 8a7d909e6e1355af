import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import {
  contents,
  converse,
  errorText,
  type Message,
  printed,
  run,
  type Step,
  testedNodes,
  writtenKernelspec,
} from '../jupyter/harness';

/** A cell that would break a kernel for good, and what its messages must say. */
export interface Case {
  readonly step: Step;
  readonly check: (messages: Message[]) => void;
}

const FIRST = `const kept = 7;
const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const trap = () => { throw new Error('trapped'); };
const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map(name => [name, trap]));
const hostile: object = new Proxy(new Error('inside'), traps);
class Shy extends Error {
  get message(): string {
    throw new Error('no message');
  }
}`;
const AFTER = 'await sleep(20); kept + 1';

const STOPPED = /^The cell was stopped( in the middle of a calculation)?\. The variables of earlier cells are kept\.$/;

/** A cell that is interrupted after it has printed. */
export function interrupted(code: string, interrupts = 2): Case {
  const check = (messages: Message[]): void => {
    const [reply] = contents(messages, 'execute_reply');
    assert.equal(reply?.ename, 'Interrupted', JSON.stringify(messages));
    assert.match(String(reply?.evalue), STOPPED);
  };
  return { step: run(code, { interrupt_after: 0.3, interrupts }), check };
}

export function fails(code: string, expected: string | RegExp): Case {
  const check = (messages: Message[]): void => {
    const text = errorText(messages);
    if (typeof expected === 'string') assert.equal(text, expected);
    else assert.match(text, expected);
  };
  return { step: run(code), check };
}

export function shows(code: string, expected: string): Case {
  const check = (messages: Message[]): void => {
    assert.deepEqual(
      contents(messages, 'execute_result')[0]?.data,
      { 'text/plain': expected },
      JSON.stringify(messages),
    );
  };
  return { step: run(code), check };
}

export function prints(code: string, stream: 'stdout' | 'stderr', expected: string | RegExp): Case {
  const check = (messages: Message[]): void => {
    const text = stripVTControlCharacters(printed(messages, stream));
    if (typeof expected === 'string') assert.equal(text, expected);
    else assert.match(text, expected);
  };
  return { step: run(code), check };
}

/** Runs the cells of all cases in one kernel of each Node, behind each of them a cell that must still work. */
export function testCases(title: string, cases: Readonly<Record<string, Case>>): void {
  for (const { name: node, path } of testedNodes()) {
    describe(`${title} on Node ${node}`, () => {
      let answers: Message[][] = [];
      before(async () => {
        const { spec } = await writtenKernelspec(path);
        const steps = Object.values(cases).flatMap(({ step }) => [step, run(AFTER)]);
        answers = await converse(spec, [run(FIRST), ...steps]);
      });
      for (const [i, [name, { check }]] of Object.entries(cases).entries()) {
        test(name, () => {
          check(answers[1 + 2 * i] ?? []);
          shows(AFTER, '8').check(answers[2 + 2 * i] ?? []);
        });
      }
    });
  }
}
