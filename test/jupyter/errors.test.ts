import assert from 'node:assert/strict';
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
  testedNodes,
  writtenKernelspec,
} from './harness';

const THROWS = `// The lines before have no code of their own once they are compiled.
interface Size { readonly width: number }

const half = ({ width }: Size): number => {
  if (width % 2 === 1) {
    throw new RangeError(\`width must be even. Received \${width}.\`);
  }
  return width / 2;
};
const good: number = half({ width: 4 });
half({ width: 5 });`;

const REUSED = `const { train, test: held } = data;
show(figures.bars(net), { net, data });
const x: spec.NDArray = test;
analyze(net);
const wrong: number = 'text';`;

const steps = {
  restarted: run(REUSED),
  restartedOne: run('net.layers'),
  throws: run(THROWS),
  defines: run(`import { readFileSync } from 'fs';
class Net {
  constructor(private readonly name: string) {}

  load(): string {
    return readFileSync(this.name, 'utf8');
  }
}
const later = async (n: number): Promise<number> => {
  await null;
  if (n === 0) throw new TypeError('n is 0');
  return 1 / n;
};`),
  earlier: run(`
const net: Net = new Net('/missing');
net.load()`),
  async: run(`for (const n of [2, 1, 0]) {
  await later(n);
}`),
  library: run(`import { ops } from '../lib';
const x = { shape: [1, 4, 4, 1], data: new Float32Array(16) };
const kernel = { shape: [7, 7, 1, 1], data: new Float32Array(49) };

ops.conv2d(x, kernel, null, { strides: 1, padding: 'valid' });`),
  recursion: run(`const deeper = (n: number): number => deeper(n + 1) + 1;
deeper(0)`),
  text: run(`throw 'no error'`),
  object: run('throw { code: 3 }'),
  cause: run(`throw new Error('outer', { cause: new TypeError('inner') })`),
  several: run(`throw new AggregateError([new Error('one'), new Error('two')], 'both failed')`),
  compile: run(`const name: string = 'conv';

const size: number = name;
zzz;`),
  misspelled: run('const twice = [laterr, later];'),
  inLibrary: run('ops.relu(conv2d(1));'),
  imports: run(`import { figures, models, tfjs } from '../lib';
const network = models.alexnet();`),
  paths: run(`const size: number = network;
figures.barz;
const text: string = tfjs.tf.model;
const image: { shape: string } = tfjs.toNDArray(network);`),
  chain: run('const f: (a: { b: number }) => void = (a: { b: string }): void => undefined;'),
  syntax: run('const a = ;'),
  package: run(`import * as missing from 'no-such-package';`),
  file: run(`import { missing } from './missing';`),
  source: run(`import { models } from '../lib/models';`),
  required: run(`require('no-such-package');`),
  stack: run(`try {
  await later(0);
} catch (error) {
  console.log((error as Error).stack);
}`),
  background: run(
    `setTimeout(() => {
  throw new RangeError('later');
}, 10);
Promise.reject(new Error('nobody waits'));
'ended'`,
    { wait: 0.5 },
  ),
  unprintable: run(`import { inspect } from 'util';
const shy = { [inspect.custom](): string { throw new Error('cannot be shown'); } };
shy`),
  usable: run('await later(2)'),
} as const;

for (const { name, path } of testedNodes()) {
  describe(`errors on Node ${name}`, () => {
    const results = new Map<string, Message[]>();
    before(async () => {
      const { spec } = await writtenKernelspec(path);
      const answers = await converse(spec, Object.values(steps));
      for (const [i, key] of Object.keys(steps).entries()) results.set(key, answers[i] ?? []);
    });
    const of = (key: keyof typeof steps): Message[] => results.get(key) ?? [];

    test('a throwing cell sends an error that shows the line of the cell', () => {
      const expected = `RangeError: width must be even. Received 5.

cell[3], line 6, column 11, in half
  6 |     throw new RangeError(\`width must be even. Received \${width}.\`);
    |           ^

called from cell[3], line 11, column 1
  11 | half({ width: 5 });
     | ^`;
      assert.equal(errorText(of('throws')), expected);
      const [error] = contents(of('throws'), 'error');
      assert.equal(error?.ename, 'RangeError');
      assert.equal(error?.evalue, 'width must be even. Received 5.');
    });

    test('the reply of a throwing cell carries the fields of the error', () => {
      const [reply] = contents(of('throws'), 'execute_reply');
      const [error] = contents(of('throws'), 'error');
      const fixed = { status: 'error', execution_count: 3, user_expressions: {}, payload: [] };
      assert.deepEqual(reply, { ...fixed, ...error });
      assert.equal(printed(of('throws'), 'stderr'), '');
    });

    test('an error in a method of an earlier cell shows both cells', () => {
      const text = errorText(of('earlier'));
      assert.match(text, /^Error: ENOENT: no such file or directory, open '\/missing'\n/);
      assert.match(
        text,
        /\ncell\[4\], line 6, column 12, in Net\.load\n {2}6 \| {5}return readFileSync\(this\.name, 'utf8'\);\n/,
      );
      assert.match(text, /\ncalled from cell\[5\], line 3, column 5\n {2}3 \| net\.load\(\)\n {4}\| {5}\^$/);
    });

    test('an error behind an await shows the line that waited', () => {
      const text = errorText(of('async'));
      assert.match(text, /\ncell\[4\], line 11, column 22, in later\n/);
      assert.match(text, /\ncalled from cell\[6\], line 2, column 3\n {2}2 \| {3}await later\(n\);\n/);
    });

    test('an error of the library shows its message, the line of the cell, and the library in one line', () => {
      const lines = errorText(of('library')).split('\n');
      assert.match(lines[0] ?? '', /^RangeError: conv2d: kernelSize 7 does not fit input height 4/);
      assert.equal(lines[2], 'cell[7], line 5, column 5');
      assert.equal(lines[3], "  5 | ops.conv2d(x, kernel, null, { strides: 1, padding: 'valid' });");
      assert.match(lines[6] ?? '', /^in the library: conv2d > .+ \(lib\/.+:\d+\)$/);
      assert.equal(lines.length, 7);
    });

    test('no frame of the kernel, of Node or of a package is shown', () => {
      for (const key of ['throws', 'earlier', 'async', 'library', 'recursion'] as const) {
        assert.doesNotMatch(errorText(of(key)), /node:|node_modules|lib\/dist\/kernel|runInThisContext/);
      }
    });

    test('a recursion without end stays short', () => {
      const text = errorText(of('recursion'));
      assert.match(text, /^RangeError: Maximum call stack size exceeded\n/);
      assert.ok(text.split('\n').length < 15);
    });

    test('a thrown value that is no Error is shown with advice', () => {
      const advice = "Only an Error knows the line that it was thrown in: write throw new Error('…').";
      assert.equal(errorText(of('text')), `ThrownValue: no error\n${advice}`);
      assert.equal(errorText(of('object')), `ThrownValue: { code: 3 }\n${advice}`);
    });

    test('causes and gathered errors are named', () => {
      assert.match(
        errorText(of('cause')),
        /^Error: outer\nCaused by TypeError: inner\n\ncell\[11\], line 1, column 7\n/,
      );
      assert.match(errorText(of('several')), /^AggregateError: both failed\n {2}- Error: one\n {2}- Error: two\n/);
    });

    test('all errors of the compiler are listed with line, column, code and source', () => {
      const expected = `The cell did not run: 2 errors.

TypeScriptError: line 3, column 7: Type 'string' is not assignable to type 'number'. (TS2322)
  3 | const size: number = name;
    |       ^^^^

TypeScriptError: line 4, column 1: zzz is not defined. (TS2304)
  4 | zzz;
    | ^^^
If cells above define it, run those cells first: Run → Run All Above Selected Cell. If none does, check the spelling.`;
      assert.equal(errorText(of('compile')), expected);
      const [reply] = contents(of('compile'), 'execute_reply');
      assert.equal(reply?.ename, 'TypeScriptError');
      assert.match(String(reply?.evalue), /^line 3, column 7: .*\nline 4, column 1: /);
    });

    test('after a restart, the names from cells above are one error, with the way to get them back', () => {
      const expected = `The cell did not run: 2 errors.

TypeScriptError: 7 names are not defined: data (line 1), show (line 2), figures (line 2), net (line 2), spec (line 3), test (line 3), analyze (line 4). (TS2304)
  1 | const { train, test: held } = data;
    |                               ^^^^
No cell has defined anything since the kernel started.
If cells above define them, run those cells first: Run → Run All Above Selected Cell. If none does, check the spelling.
The library has arithmetic.analyze.
To import from the library, add the line: import { arithmetic, figures, show, spec } from '../lib';

TypeScriptError: line 5, column 7: Type 'string' is not assignable to type 'number'. (TS2322)
  5 | const wrong: number = 'text';
    |       ^^^^^`;
      assert.equal(errorText(of('restarted')), expected);
      const [reply] = contents(of('restarted'), 'execute_reply');
      assert.match(String(reply?.evalue), /^7 names are not defined: .*\nline 5, column 7: Type/);
      const one = `TypeScriptError: line 1, column 1: net is not defined. (TS2552)
  1 | net.layers
    | ^^^
No cell has defined anything since the kernel started.
If cells above define it, run those cells first: Run → Run All Above Selected Cell. If none does, check the spelling.`;
      assert.equal(errorText(of('restartedOne')).replace('TS2304', 'TS2552'), one);
    });

    test('a name that is nearly one of the notebook is corrected', () => {
      const expected = `TypeScriptError: line 1, column 16: laterr is not defined. (TS2552)
  1 | const twice = [laterr, later];
    |                ^^^^^^
Did you mean later, where it says laterr?
If cells above define it, run those cells first: Run → Run All Above Selected Cell. If none does, check the spelling.`;
      assert.equal(errorText(of('misspelled')), expected);
    });

    test('a name that rooms of the library have comes with its rooms', () => {
      assert.deepEqual(errorText(of('inLibrary')).split('\n').slice(3), [
        'If cells above define them, run those cells first: Run → Run All Above Selected Cell.',
        'The library has ops.conv2d and tfjs.conv2d.',
        "To import from the library, add the line: import { ops, tfjs } from '../lib';",
      ]);
    });

    test('types are shown by their names, modules by those of their rooms', () => {
      const text = errorText(of('paths'));
      assert.match(text, /: Type 'NetworkSpec' is not assignable to type 'number'\. \(TS2322\)\n/);
      assert.match(text, /: Property 'barz' does not exist on type 'typeof figures'\. \(TS2339\)\n/);
      assert.match(text, /: Type '\(args: ContainerArgs\) => LayersModel' is not assignable to type 'string'\. /);
      assert.match(text, /Argument of type 'NetworkSpec' is not assignable to parameter of type 'Tensor<Rank>'\. /);
      for (const key of Object.keys(steps)) {
        const [error] = contents(results.get(key) ?? [], 'error');
        assert.doesNotMatch(JSON.stringify(error?.traceback ?? ''), /import\(\\?"/);
      }
    });

    test('the reasons of an error of the compiler stay with it', () => {
      const text = errorText(of('chain'));
      assert.equal(text.match(/TypeScriptError/g)?.length, 1);
      assert.match(text, /\n {2}Types of parameters 'a' and 'a' are incompatible\.\n/);
    });

    test('a syntax error points at its place', () => {
      assert.match(errorText(of('syntax')), /^TypeScriptError: line 1, column 11: Expression expected\. \(TS1109\)\n/);
    });

    test('a module that is not found comes with advice', () => {
      const setUp = `in a terminal, in ${ROOT}, run: npm run setup. Then restart the kernel.`;
      const spelling = `Check the spelling. If "no-such-package" is a package of the course, its installation is incomplete: ${setUp}`;
      const lastLine = (key: keyof typeof steps): string | undefined => errorText(of(key)).split('\n').at(-1);
      assert.match(errorText(of('package')), /Cannot find module 'no-such-package' .*\(TS2307\)\n/);
      assert.equal(lastLine('package'), spelling);
      assert.equal(errorText(of('required')).includes(`\n${spelling}\n`), true);
      assert.equal(lastLine('file'), 'Check the path: it starts from the folder of the notebook.');
      assert.equal(lastLine('source'), "Import from the library as a whole: import { … } from '../lib'.");
    });

    test('a stack that a cell prints names the lines of cells', () => {
      assert.match(
        printed(of('stack')),
        /^TypeError: n is 0\n {4}at Proxy\.later \(cell\[4\]:11:22\)\n {4}at async cell\[\d+\]:2:3\n/,
      );
    });

    test('an error of background work is printed, short, into its cell', () => {
      assert.equal(contents(of('background'), 'execute_reply')[0]?.status, 'ok');
      const text = stripVTControlCharacters(printed(of('background'), 'stderr'));
      assert.match(text, /Uncaught Error: nobody waits\n\ncell\[\d+\], line 4, column 16\n/);
      assert.match(text, /Uncaught RangeError: later\n\ncell\[\d+\], line 2, column 9\n/);
      assert.ok(text.split('\n').length < 14);
    });

    test('a value that cannot be shown is an error of its cell', () => {
      assert.match(errorText(of('unprintable')), /^Error: cannot be shown\n/);
    });

    test('cells that compiled before an error stay defined', () => {
      assert.deepEqual(contents(of('usable'), 'execute_result')[0]?.data, { 'text/plain': '0.5' });
    });
  });
}
