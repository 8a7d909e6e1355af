import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import {
  contents,
  converse,
  errorText,
  type Message,
  printed,
  ROOT,
  run,
  type Step,
  temporaryFolder,
  testedNodes,
  writtenKernelspec,
} from '../jupyter/harness';

/** Cells that would break a kernel for good. Behind each stands `after`, a cell that must still work. */
interface Case {
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
function interrupted(code: string, interrupts = 2): Case {
  const check = (messages: Message[]): void => {
    const [reply] = contents(messages, 'execute_reply');
    assert.equal(reply?.ename, 'Interrupted', JSON.stringify(messages));
    assert.match(String(reply?.evalue), STOPPED);
  };
  return { step: run(code, { interrupt_after: 0.3, interrupts }), check };
}

function fails(code: string, expected: string | RegExp): Case {
  const check = (messages: Message[]): void => {
    const text = errorText(messages);
    if (typeof expected === 'string') assert.equal(text, expected);
    else assert.match(text, expected);
  };
  return { step: run(code), check };
}

function shows(code: string, expected: string): Case {
  const check = (messages: Message[]): void => {
    assert.deepEqual(
      contents(messages, 'execute_result')[0]?.data,
      { 'text/plain': expected },
      JSON.stringify(messages),
    );
  };
  return { step: run(code), check };
}

function prints(code: string, stream: 'stdout' | 'stderr', expected: string | RegExp): Case {
  const check = (messages: Message[]): void => {
    const text = stripVTControlCharacters(printed(messages, stream));
    if (typeof expected === 'string') assert.equal(text, expected);
    else assert.match(text, expected);
  };
  return { step: run(code), check };
}

const interrupts: Record<string, Case> = {
  'a loop while an immediate is pending': interrupted("console.log('go');\nsetImmediate(() => {});\nfor (;;) {}"),
  'a loop in an immediate behind another one': interrupted(
    `for (const n of [1, 2, 3]) setImmediate(() => {});
setImmediate(() => {
  console.log('go');
  for (;;) {}
});
setImmediate(() => console.log('not called any more'));
await sleep(60_000);`,
  ),
  'a loop in a timer while others are due': interrupted(
    `for (const n of [1, 2, 3]) {
  setTimeout(() => {
    console.log('go');
    for (;;) {}
  }, 5);
}
await sleep(60_000);`,
  ),
  'a loop behind an immediate of timers/promises': interrupted(
    `import { setImmediate as turn } from 'timers/promises';
const loop = async (): Promise<void> => {
  await turn();
  console.log('go');
  for (;;) {}
};
await Promise.all([loop(), loop(), loop()]);`,
  ),
  'a loop while busy intervals are due': interrupted(
    `const busy = (ms: number): void => { const end = Date.now() + ms; while (Date.now() < end); };
setInterval(() => busy(30), 1);
setInterval(() => busy(20), 1);
console.log('go');
for (;;) {}`,
  ),
  'an interval whose calls take long': interrupted(
    "setInterval(() => {\n  console.log('go');\n  const end = Date.now() + 20_000;\n  while (Date.now() < end);\n}, 1);\nawait sleep(60_000);",
  ),
  'timers that start each other': interrupted(
    `const immediate = () => { setImmediate(immediate); };
const timeout = () => { setTimeout(timeout, 0); };
const chain = (): Promise<void> => sleep(5).then(chain);
immediate();
timeout();
void chain();
setInterval(() => console.log('tick'), 20);
setTimeout(() => console.log('late'), 1500);
console.log('go');
await sleep(60_000);`,
    1,
  ),
  'ticks without end': interrupted(
    "const tick = () => { process.nextTick(tick); };\ntick();\nconsole.log('go');\nawait sleep(60_000);",
  ),
  'ticks without end behind a cell': {
    step: run("const tick = () => { process.nextTick(tick); };\ntick();\nconsole.log('go');", {
      interrupt_after: 0.3,
      interrupts: 2,
    }),
    check: messages => assert.equal(contents(messages, 'execute_reply')[0]?.status, 'ok'),
  },
  'an interrupt that is caught in a loop': interrupted(
    `console.log('go');
for (;;) {
  try {
    await new Promise<void>(resolve => setTimeout(resolve, 10));
  } catch {}
}`,
    1,
  ),
  'an interrupt that is caught in a loop of its library': interrupted(
    `import { setTimeout as wait } from 'timers/promises';
console.log('go');
for (;;) {
  try {
    await wait(10);
  } catch {
    setInterval(() => console.log('late'), 100);
    console.log('caught');
  }
}`,
    1,
  ),
  'an interrupt that is caught in promises': interrupted(
    `const again = (): Promise<void> => sleep(10).catch(() => undefined).then(again);
void again();
console.log('go');
await sleep(60_000);`,
    1,
  ),
  'an interrupt that is caught around for await': interrupted(
    `async function* numbers() {
  for (let i = 0; ; i++) yield i;
}
console.log('go');
for (;;) {
  try {
    for await (const n of numbers()) await sleep(1);
  } catch {}
}`,
    1,
  ),
  'an interrupt that is caught, then a loop': interrupted(
    `console.log('go');
try {
  await sleep(60_000);
} catch {
  for (;;) {}
}`,
  ),
  'microtasks without end': interrupted(
    "const task = () => { queueMicrotask(task); };\ntask();\nconsole.log('go');\nawait sleep(60_000);",
  ),
  'promises without end': interrupted(
    "const next = (): Promise<void> => Promise.resolve().then(next);\nvoid next();\nconsole.log('go');\nawait sleep(60_000);",
  ),
  'nothing of a stopped cell is called later': prints('await sleep(1600);', 'stdout', ''),
  'immediates as they were': shows(
    `import { promisify } from 'util';
import { clearImmediate as clear } from 'timers';
const order: unknown[] = [];
const cancelled = setImmediate(() => order.push('cancelled'));
clear(cancelled.unref().ref());
clearImmediate(undefined as never);
setImmediate((a: number, b: number) => order.push(a + b, cancelled.hasRef()), 1, 2);
Promise.resolve().then(() => order.push('microtask'));
await promisify(setImmediate)();
await promisify(setTimeout)(5);
try { (setImmediate as any)('text'); } catch (error) { order.push(error.code); }
order`,
    "[ 'microtask', 3, true, 'ERR_INVALID_ARG_TYPE' ]",
  ),
  'a variable may be called as a timer is': shows('const setTimeout = 3, queueMicrotask = 4;\nsetTimeout', '3'),
};

const ADVICE = "Only an Error knows the line that it was thrown in: write throw new Error('…').";
const thrown = (text: string): string => `ThrownValue: ${text}\n${ADVICE}`;

const TOO_DEEP = `TypeScriptError: The cell did not run: its parentheses, blocks or calls are too many inside each other, or its operators too many in one expression, for the compiler.
Give parts of it names of their own, or put long data into a file. The variables of earlier cells are kept.`;

const refused = (call: string): RegExp =>
  RegExp(
    `^ExitRefused: ${call} would end the kernel, and all variables with it, so the kernel goes on without it\\. To end a cell early, throw an error; to start anew, choose Kernel → Restart Kernel\\.\n\ncell\\[\\d+\\], line 1, `,
  );

const UNAWAITED = 'No cell waits for this work\\. Catch its errors there, or write await where a cell starts it\\.\n';

const failures: Record<string, Case> = {
  'parentheses too deep': fails(`${'('.repeat(3000)}1${')'.repeat(3000)}`, TOO_DEEP),
  'blocks too deep': fails(`${'if (true) {'.repeat(1500)}${'}'.repeat(1500)}`, TOO_DEEP),
  'blocks too deep for the check alone': fails(`${'if (true) {'.repeat(600)}${'}'.repeat(600)}`, TOO_DEEP),
  'lists too deep': fails(`const list = ${'['.repeat(3000)}${']'.repeat(3000)};`, TOO_DEEP),
  'calls too deep': fails(`${'String('.repeat(2000)}1${')'.repeat(2000)}`, TOO_DEEP),
  'an error whose message throws': fails(
    'throw new Shy();',
    /^Error: \(to read its message throws another error\)\n\ncell\[\d+\], line 1, column 7\n/,
  ),
  'an error of which nothing can be read': fails(
    `const odd = new Error('odd');
for (const name of ['name', 'message', 'stack', 'cause']) Object.defineProperty(odd, name, { get: trap });
throw odd;`,
    'Error: (to read its message throws another error)',
  ),
  'an error with fields of wrong types': fails(
    "const strange = new AggregateError([], 'many');\nObject.assign(strange, { errors: 5, stack: 6, name: Symbol('n') });\nthrow strange;",
    'Symbol(n): many',
  ),
  'an error that gathers hostile ones': fails(
    "throw new AggregateError([hostile, new Shy()], 'many', { cause: hostile });",
    /^AggregateError: many\n {2}- Error: inside\n {2}- Error: \(to read its message throws another error\)\nCaused by Error: inside\n/,
  ),
  'a hostile proxy': fails('throw hostile;', thrown('Error: inside')),
  'a revoked proxy': fails(
    'const { proxy, revoke } = Proxy.revocable({}, {});\nrevoke();\nthrow proxy;',
    thrown('<Revoked Proxy>'),
  ),
  'a rejection with a hostile proxy': fails('await Promise.reject(hostile);', thrown('Error: inside')),
  'an error with a hostile prototype': fails(
    "const child = new Error('child');\nObject.setPrototypeOf(child, hostile);\nthrow child;",
    /^Error: child\n/,
  ),
  undefined: fails('throw undefined;', thrown('undefined')),
  null: fails('throw null;', thrown('null')),
  'a symbol': fails("throw Symbol('s');", thrown('Symbol(s)')),
  'a function': fails('throw () => 5;', thrown('[Function (anonymous)]')),
  'an object that cannot be shown': fails(
    "import { inspect } from 'util';\nthrow { [inspect.custom]: trap };",
    thrown('(to show this value throws another error)'),
  ),
  'a hostile value as the last one': {
    step: run('hostile'),
    check: messages => assert.match(JSON.stringify(contents(messages, 'execute_result')[0]), /Error: inside/),
  },
  'an object whose getters throw as the last one': shows(
    '({ get shape() { return trap(); }, get layers() { return trap(); } })',
    '{ shape: [Getter], layers: [Getter] }',
  ),
  'a hostile value on the console': prints('console.log(hostile);', 'stdout', /^Error: inside\n/),
  // Node 20 throws what the getter throws, and Node 24 does not read it.
  'an error whose message throws on the console': {
    step: run('console.log(new Shy());'),
    check: messages => assert.match(String(contents(messages, 'execute_reply')[0]?.status), /^(ok|error)$/),
  },
  'a hostile value from the background': prints(
    'setTimeout(() => { throw hostile; }, 1);\nvoid Promise.reject(hostile);\nawait sleep(50);',
    'stderr',
    RegExp(`^(Uncaught ThrownValue: Error: inside\n${ADVICE.replaceAll(/[.()]/g, '\\$&')}\n${UNAWAITED}){2}$`),
  ),
  'a result too long for a message': {
    step: run("'\\n'.repeat(3e8)"),
    check: messages => {
      const data = Object.assign({ 'text/plain': '' }, contents(messages, 'execute_result')[0]?.data);
      assert.match(data['text/plain'], /^\n{2000001}… \(298000000 more characters are not shown\)\n$/);
    },
  },
  'a printed text too long for a message': prints(
    "console.log('y'.repeat(3e8));",
    'stdout',
    /^y+\n… \(290000001 more characters are not shown\)\n$/,
  ),
  'an error too long for a message': fails(
    "throw new Error('x'.repeat(5.3e8));",
    /^Error: x{2000000}\n… \(\d+ more characters are not shown\)\n\n\ncell\[\d+\], line 1, column 7\n/,
  ),
  'a thrown text too long for a message': fails(
    "throw 'x'.repeat(5.3e8);",
    /^ThrownValue: x{2000000}\n… \(528000000 more /,
  ),
  'more errors in one than a message holds': fails(
    "throw new AggregateError(Array(500).fill(new Error('x'.repeat(2e6))));",
    /^AggregateError: \n( {2}- Error: x+\n… \(\d+ more characters are not shown\)\n\n){20} {2}… and 480 more\n/,
  ),
  'a variable that is called Object': shows('let Object = 3;\nObject', '3'),
  'a class that is called Object': shows('class Object {}\nlet v = 1;\nv', '1'),
  'Object.prototype with a get': shows('(Reflect.getPrototypeOf({}) as any).get = 5;\nlet z = 1;\nz', '1'),
  'variables beside a get of Object.prototype': shows(
    "z += 1;\nReflect.deleteProperty(Reflect.getPrototypeOf({}) as any, 'get');\nz",
    '2',
  ),
  'exported declarations': prints(
    'export const exported = 1;\nexport function next(): number { return exported + 1; }\nconsole.log(next());',
    'stdout',
    '2\n',
  ),
  'exported declarations, later': shows('exported + next()', '3'),
  'exports of another module': shows("export * from 'fs';\n1", '1'),
  'process.exit': fails('process.exit();', refused('process\\.exit\\(\\)')),
  'process.abort': fails('process.abort();', refused('process\\.abort\\(\\)')),
  'process.kill': fails('process.kill(process.pid);', refused("process\\.kill\\(process\\.pid, 'SIGTERM'\\)")),
  'process.kill of a text': fails(
    'process.kill(String(process.pid) as any);',
    refused("process\\.kill\\(process\\.pid, 'SIGTERM'\\)"),
  ),
  'process.kill of the group': fails(
    "process.kill(0, 'SIGKILL');",
    refused("process\\.kill\\(process\\.pid, 'SIGKILL'\\)"),
  ),
  'process.kill with the number of the signal that stops a cell': fails(
    'await sleep(20);\nprocess.kill(process.pid, 2);\nawait sleep(60_000);',
    /^Interrupted: /,
  ),
  'process.reallyExit': fails('(process as any).reallyExit(1);', refused('process\\.reallyExit\\(\\)')),
  'an error when nobody listens': prints(
    "process.removeAllListeners();\nsetTimeout(() => { throw new Error('alone'); }, 1);\nvoid Promise.reject(7);\nawait sleep(50);",
    'stderr',
    /^Uncaught ThrownValue: 7\n(.*\n)+Uncaught Error: alone\n/,
  ),
  'an error when a listener throws': prints(
    `const again = (): void => { throw new Error('again'); };
process.on('uncaughtExceptionMonitor', again).on('uncaughtException', again);
setTimeout(() => { throw new Error('first'); }, 1);
await sleep(50);
process.off('uncaughtExceptionMonitor', again).off('uncaughtException', again);`,
    'stderr',
    /^Uncaught Error: again\n(.*\n)+Uncaught Error: first\n(.*\n)+Uncaught Error: again\n/,
  ),
  'process.kill that kills nothing': shows('process.kill(process.pid, 0)', 'true'),
  'process.exit in a timer': prints(
    'setTimeout(() => process.exit(3), 1);\nawait sleep(50);',
    'stderr',
    RegExp(`^Uncaught ExitRefused: process\\.exit\\(\\) would end the kernel.*\n\ncell(.*\n)+${UNAWAITED}$`),
  ),
  'an error in a timer': prints(
    "setTimeout(() => { throw new Error('in a timer'); }, 1);\nawait sleep(50);",
    'stderr',
    RegExp(`^Uncaught Error: in a timer\n\ncell\\[\\d+\\], line 1, column 26\n(.*\n){2}${UNAWAITED}$`),
  ),
  'a rejection that nobody handles': prints(
    "void Promise.reject(new Error('nobody'));\nawait sleep(50);",
    'stderr',
    RegExp(`^Uncaught Error: nobody\n\ncell\\[\\d+\\], line 1, column 21\n(.*\n){2}${UNAWAITED}$`),
  ),
};

const first = { step: run(FIRST), check: (): void => undefined };

for (const { name: node, path } of testedNodes()) {
  for (const [title, cases] of Object.entries({ interrupts, failures })) {
    describe(`${title} on Node ${node}`, () => {
      let answers: Message[][] = [];
      before(async () => {
        const { spec } = await writtenKernelspec(path);
        const steps = Object.values(cases).flatMap(({ step }) => [step, run(AFTER)]);
        answers = await converse(spec, [first.step, ...steps]);
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

const LOADING = `exports.before = 1;
console.log('go');
while (globalThis.endless !== false);
exports.after = 2;
`;

test('loops in modules and in guarded work are stopped, and what was loaded in part is loaded again', async () => {
  const root = temporaryFolder();
  const folder = join(root, 'notebooks');
  mkdirSync(folder);
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'plain.js'), LOADING);
  writeFileSync(
    join(folder, 'typed.ts'),
    "console.log('go');\nwhile (Reflect.get(globalThis, 'endless') !== false);\nexport const size: number = 3;\n",
  );
  const guarded = `const { guarded } = require(${JSON.stringify(join(ROOT, 'lib/dist/jupyter/flags'))});
console.log('go');
guarded(() => { for (;;) {} });`;
  const cases = {
    plain: interrupted("require('./plain.js');", 1),
    typed: interrupted("import { size } from './typed';\nconsole.log(size);", 1),
    guarded: interrupted(guarded, 1),
    known: shows("Object.assign(globalThis, { endless: false });\nrequire('./plain.js')", '{ before: 1, after: 2 }'),
    knownType: prints("import { size } from './typed';\nconsole.log(size);", 'stdout', 'go\n3\n'),
  };
  const { spec } = await writtenKernelspec(process.execPath);
  const answers = await converse(
    spec,
    Object.values(cases).map(({ step }) => step),
    folder,
  );
  for (const [i, { check }] of Object.values(cases).entries()) check(answers[i] ?? []);
});

const ROUNDS = 6;
const MEGABYTES_80 = 10_000_000;
/** Bytes of all arrays, after a collection of garbage. */
const HELD = `import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
setFlagsFromString('--expose-gc');
runInNewContext('gc')();
await new Promise(resolve => setTimeout(resolve, 50));
runInNewContext('gc')();
process.memoryUsage().arrayBuffers`;

test('a failed cell keeps no memory, and what it was to define keeps its values of before', async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const failing = Array.from({ length: ROUNDS }, (_, i) => [
    run(
      `const big${i} = new Float64Array(${MEGABYTES_80}).fill(1);\nconst read${i} = () => big${i};\nthrow new Error('stop');`,
    ),
    run(`const large${i} = new Float64Array(${MEGABYTES_80}).fill(1);\nawait null;\nthrow new Error('stop');`),
  ]).flat();
  const answers = await converse(spec, [
    run('const result = 5;\nlet count = 1;'),
    ...failing,
    run("count = 2;\nconst result = ((): string => { throw new Error('stop'); })();"),
    run('[result, count]'),
    run(HELD),
  ]);
  const [values, held] = answers.slice(-2).map(messages => {
    const data = Object.assign({ 'text/plain': '' }, contents(messages, 'execute_result')[0]?.data);
    return data['text/plain'];
  });
  assert.equal(values, '[ 5, 2 ]');
  // The last round may be waiting for the collector; all rounds together are 960 MB.
  assert.ok(Number(held) < 200_000_000, `${held} bytes`);
});
