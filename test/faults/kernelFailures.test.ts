import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contents, converse, run, writtenKernelspec } from '../jupyter/harness';
import { type Case, fails, prints, shows, testCases } from './kernelCases';

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

testCases('failures', failures);

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
