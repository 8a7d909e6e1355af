import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '../../lib/cli/command';
import { commands, main, usage } from '../../lib/cli/main';
import { convnets, convnetsProcess } from './support';

const listing: Command = {
  about: 'list the networks',
  run: async (args, { print }) => {
    print(`listed ${args.join(' ')}`);
    return 0;
  },
};
const failing: Command = {
  about: 'fail',
  run: async () => {
    throw new RangeError('conv2d: no. Received 3.');
  },
};

async function call(...args: string[]): Promise<{ code: number; printed: string[]; errors: string[] }> {
  const printed: string[] = [];
  const errors: string[] = [];
  const output = { print: (text: string) => printed.push(text), printError: (text: string) => errors.push(text) };
  return { code: await main(args, output, { list: listing, fail: failing }), printed, errors };
}

const help = [
  'Usage: npx convnets COMMAND [options]',
  '  list    list the networks',
  '  fail    fail',
  '  doctor  check this machine; --fix mends what it can',
  'Exit codes: 0 done, 1 it could not be done, 2 the call is wrong.',
].join('\n');

test('the usage has a line for each command', () => {
  assert.equal(usage({ list: { about: 'a' }, other: { about: 'b' } }).split('\n').length, 4);
});

test('every --help fits eighty columns', async () => {
  const helps = await Promise.all(
    [[], ...Object.keys(commands).map(name => [name])].map(args => convnets(...args, '--help')),
  );
  for (const { code, printed } of [...helps, convnetsProcess('doctor', '--help')]) {
    assert.equal(code, 0);
    assert.match(printed, /^Usage: npx convnets /);
    for (const line of printed.split('\n')) assert.ok(line.length <= 80, line);
  }
});

for (const args of [[], ['--help']]) {
  test(`convnets ${args.join(' ')} prints the commands`, async () => {
    assert.deepEqual(await call(...args), { code: 0, printed: [help], errors: [] });
  });
}

test('a command gets what follows its name', async () => {
  assert.deepEqual(await call('list', '--json'), { code: 0, printed: ['listed --json'], errors: [] });
});

test('an unknown command is named', async () => {
  for (const name of ['sumary', 'toString']) {
    const { code, errors } = await call(name);
    assert.equal(code, 2);
    assert.equal(errors[0], `There is no command "${name}".\n\n${help}`);
  }
});

test("a command's error is printed as its message alone", async () => {
  assert.deepEqual(await call('fail'), { code: 1, printed: [], errors: ['conv2d: no. Received 3.'] });
});
