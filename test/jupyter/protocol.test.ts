import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  cell,
  contents,
  converse,
  type Message,
  printed,
  run,
  type Step,
  testedNodes,
  writtenKernelspec,
} from './harness';

const ask = (type: string, content: Record<string, unknown> = {}, channel: 'shell' | 'control' = 'shell'): Step => ({
  send: [[channel, type, content]],
});
const complete = (code: string, cursor_pos = Array.from(code).length): Step =>
  ask('complete_request', { code, cursor_pos });
/** The cursor stands at the bar. */
const inspect = (code: string): Step =>
  ask('inspect_request', { code: code.replace('|', ''), cursor_pos: code.indexOf('|') });

const steps = {
  info: ask('kernel_info_request'),
  infoOnControl: ask('kernel_info_request', {}, 'control'),
  comms: ask('comm_info_request', { target_name: 'jupyter.widget' }),
  history: ask('history_request', { hist_access_type: 'tail', n: 10 }),
  complete: ask('is_complete_request', { code: 'const a = 1;' }),
  incomplete: ask('is_complete_request', { code: 'for (const x of [1]) {' }),
  unknown: { ...ask('no_such_request'), replies: false },
  first: run(`const answer = 42;
answer`),
  stored: { send: [cell('answer + 1', { store_history: false })] },
  silent: { send: [cell(`console.log('not heard'); answer`, { silent: true })] },
  counted: run('answer + 2'),
  nothing: run('const unused = 1;'),
  inspect: ask('inspect_request', { code: 'answer.toFixed()', cursor_pos: 3 }),
  inspectNothing: ask('inspect_request', { code: '   ', cursor_pos: 1 }),
  completeAfterEmoji: complete('const s = "🙂🙂"; answ'),
  library: run(`import { ops } from '../lib';`),
  completeLibrary: complete('ops.conv2d'),
  inspectLibrary: ask('inspect_request', { code: 'ops.conv2d', cursor_pos: 6 }),
  inspectCall: inspect('ops.conv2d(|)'),
  inspectOpenCall: inspect('const y = ops.conv2d(answer, |'),
  inspectArgument: inspect('ops.conv2d(answ|er, answer)'),
  inspectBody: inspect('[1].map(v => { | });'),
  inspectBehind: inspect('ops.conv2d(answer) |;'),
  stop: { send: [cell(`throw new Error('stop')`), cell(`console.log('not run')`), cell('answer')] },
  goOn: { send: [cell(`throw new Error('go on')`, { stop_on_error: false }), cell('answer')] },
  background: {
    send: [
      cell(`setTimeout(() => { console.log('late'); console.error('late error'); }, 100);
void (async () => {
  for (const n of [1, 2]) {
    await new Promise(resolve => setTimeout(resolve, 60));
    console.log('turn', n);
  }
})();`),
      cell(`await new Promise(resolve => setTimeout(resolve, 300));
console.log('second');`),
    ],
  },
  meanwhile: {
    send: [cell('await new Promise(resolve => setTimeout(resolve, 400));'), ['shell', 'kernel_info_request', {}]],
  },
  many: run(`for (let i = 0; i < 5000; i++) console.log(i);`),
  bytes: run(`process.stdout.write(Buffer.from('bytes'), () => console.log(' written'));
await new Promise(resolve => setTimeout(resolve, 20));`),
  bundle: run(`import { sendBundle } from '../lib/dist/notebook/sendBundle';
console.log('before');
const data = { 'text/plain': 'one', 'text/html': '<b>one</b>' };
console.log(sendBundle({ data, metadata: { isolated: true }, displayId: 'figure' }));
console.log(sendBundle({ data: { 'text/plain': 'two' }, displayId: 'figure', update: true }));`),
  display: run(`import * as tslab from 'tslab';
tslab.display.html('<i>tslab</i>');`),
  network: run(`import { models, tfjs } from '../lib';
const net = models.four_layer();
net`),
  model: run('tfjs.buildModel(net)'),
  blocks: run('models.resnet50()'),
  disorder: run(`({ ...net, outputs: ['none'] })`),
  array: run('({ shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5.5, NaN]) })'),
  object: run(`({ name: 'a', layers: 2, shape: [2], data: new Float32Array(1) })`),
  tensorflow: run(`import * as tf from '@tensorflow/tfjs-node';
tf.tidy(() => tf.tensor([1, 2]).sum().dataSync()[0])`),
  util: run(`import * as util from 'util';
(util as any).isNullOrUndefined(null) && util.isArray([]) && !util.isArray({})`),
  shutdown: { ...ask('shutdown_request', { restart: true }, 'control'), ends: true },
} satisfies Record<string, Step>;

for (const { name, path } of testedNodes()) {
  describe(`messages on Node ${name}`, () => {
    const results = new Map<string, Message[]>();
    before(async () => {
      const { spec } = await writtenKernelspec(path);
      const answers = await converse(spec, Object.values(steps));
      for (const [i, key] of Object.keys(steps).entries()) results.set(key, answers[i] ?? []);
    });
    const of = (key: keyof typeof steps): Message[] => results.get(key) ?? [];
    const reply = (key: keyof typeof steps, type: string, index = 0): Record<string, unknown> => {
      const [content] = contents(of(key), `${type}_reply`, index);
      assert.ok(content, `no ${type}_reply to step ${key}`);
      return content;
    };
    const result = (key: keyof typeof steps, index = 0): unknown => contents(of(key), 'execute_result', index)[0]?.data;

    test('kernel_info is complete, on both channels', () => {
      const info = reply('info', 'kernel_info');
      assert.equal(info.status, 'ok');
      assert.equal(info.implementation, 'tslab');
      assert.equal(info.implementation_version, '1.0.22');
      assert.equal(info.protocol_version, '5.3');
      assert.equal(info.banner, `TypeScript 5.0.4 on Node ${name}, tslab 1.0.22`);
      const language = info.language_info;
      assert.deepEqual(language, {
        name: 'typescript',
        version: '5.0.4',
        mimetype: 'text/typescript',
        file_extension: '.ts',
        pygments_lexer: 'typescript',
        codemirror_mode: { name: 'javascript', mode: 'typescript', typescript: true },
        nbconvert_exporter: 'script',
      });
      assert.deepEqual(reply('infoOnControl', 'kernel_info'), info);
    });

    test('requests without anything to tell are answered in their own type', () => {
      assert.deepEqual(reply('comms', 'comm_info'), { status: 'ok', comms: {} });
      assert.deepEqual(reply('history', 'history'), { status: 'ok', history: [] });
    });

    test('is_complete tells whether a line is left open', () => {
      assert.deepEqual(reply('complete', 'is_complete'), { status: 'complete' });
      assert.deepEqual(reply('incomplete', 'is_complete'), { status: 'incomplete', indent: '  ' });
    });

    test('an unknown message is passed over in silence', () => {
      assert.deepEqual(
        of('unknown').map(({ type, content }) => [type, content.execution_state]),
        [
          ['status', 'busy'],
          ['status', 'idle'],
        ],
      );
    });

    test('a cell is announced, its last value is a result, and its reply is complete', () => {
      assert.deepEqual(
        of('first')
          .filter(({ channel }) => channel === 'iopub')
          .map(({ type }) => type),
        ['status', 'execute_input', 'execute_result', 'status'],
      );
      const [input] = contents(of('first'), 'execute_input');
      assert.deepEqual(input, { code: 'const answer = 42;\nanswer', execution_count: 1 });
      const [value] = contents(of('first'), 'execute_result');
      assert.deepEqual(value, { execution_count: 1, data: { 'text/plain': '42' }, metadata: {} });
      const fields = { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] };
      assert.deepEqual(reply('first', 'execute'), fields);
      assert.equal(result('nothing'), undefined);
    });

    test('runs outside of the history are not counted, and silent ones not heard', () => {
      assert.deepEqual(result('stored'), { 'text/plain': '43' });
      assert.equal(reply('stored', 'execute').execution_count, 1);
      assert.equal(reply('silent', 'execute').status, 'ok');
      assert.deepEqual(
        of('silent').filter(({ channel, type }) => channel === 'iopub' && type !== 'status'),
        [],
      );
      assert.equal(reply('counted', 'execute').execution_count, 2);
    });

    test('inspection shows the type and the documentation of a symbol', () => {
      const found = reply('inspect', 'inspect');
      assert.deepEqual(found, { status: 'ok', found: true, data: { 'text/plain': 'const answer: 42' }, metadata: {} });
      assert.deepEqual(reply('inspectNothing', 'inspect'), { status: 'ok', found: false, data: {}, metadata: {} });
      const text = JSON.stringify(reply('inspectLibrary', 'inspect').data);
      assert.match(text, /function conv2d\(x: NDArray, kernel: NDArray/);
      assert.match(text, /@param/);
    });

    test('help between the parentheses of a call shows its signature, result and errors', () => {
      const help = (key: keyof typeof steps): unknown => reply(key, 'inspect').data;
      const text = `conv2d(x: NDArray, kernel: NDArray, bias: NDArray, options?: ops.ConvolutionOptions): NDArray

A convolution as a matrix product: the windows as rows, the filters as columns. Groups are convolutions side by side.
It computes what \`conv2dNaive\` computes, several times faster.

Introduced in notebook welcome.

@param x [n, h, w, in]
@param kernel [kh, kw, in/groups, out]
@param bias [out], or null for none
@returns [n, oh, ow, out]
@throws RangeError when shapes, groups and options do not go together`;
      assert.deepEqual(help('inspectCall'), { 'text/plain': text });
      assert.deepEqual(help('inspectOpenCall'), { 'text/plain': text });
      assert.deepEqual(help('inspectArgument'), { 'text/plain': `const answer: 42\n\n${text}` });
    });

    test('help does not take the body of a function, or what comes behind a call, for its arguments', () => {
      assert.equal(reply('inspectBody', 'inspect').found, false);
      assert.equal(reply('inspectBehind', 'inspect').found, false);
    });

    test('completion counts characters as Jupyter does, and knows the library', () => {
      const found = reply('completeAfterEmoji', 'complete');
      assert.deepEqual(found, { status: 'ok', matches: ['answer'], cursor_start: 16, cursor_end: 20, metadata: {} });
      const matches = reply('completeLibrary', 'complete').matches;
      assert.ok(Array.isArray(matches) && matches.includes('conv2d') && matches.includes('conv2dTranspose'));
    });

    test('cells that wait behind an error are aborted, and only those', () => {
      assert.deepEqual(
        [0, 1, 2].map(i => reply('stop', 'execute', i).status),
        ['error', 'aborted', 'aborted'],
      );
      assert.equal(printed(of('stop'), 'stdout', 1), '');
      assert.deepEqual(contents(of('stop'), 'execute_input', 1), []);
      // The next step was sent as soon as the error was known.
      assert.equal(reply('goOn', 'execute', 0).status, 'error');
      assert.deepEqual(result('goOn', 1), { 'text/plain': '42' });
    });

    test('what a cell prints after its end goes to that cell', () => {
      assert.equal(printed(of('background'), 'stdout', 0), 'turn 1\nlate\nturn 2\n');
      assert.equal(printed(of('background'), 'stderr', 0), 'late error\n');
      assert.equal(printed(of('background'), 'stdout', 1), 'second\n');
    });

    test('a question during a cell is answered, and leaves the kernel busy', () => {
      const order = of('meanwhile').map(({ type, of: index }) => `${type} ${index}`);
      assert.ok(order.indexOf('kernel_info_reply 1') < order.indexOf('execute_reply 0'));
      const states = of('meanwhile').filter(({ type }) => type === 'status');
      const afterAnswer =
        states[states.findIndex(({ of: index, content }) => index === 1 && content.execution_state === 'idle') + 1];
      assert.deepEqual([afterAnswer?.of, afterAnswer?.content.execution_state], [0, 'busy']);
    });

    test('much text comes in few messages, in order', () => {
      const lines = printed(of('many')).trimEnd().split('\n');
      assert.deepEqual(
        lines,
        Array.from({ length: 5000 }, (_, i) => String(i)),
      );
      assert.ok(contents(of('many'), 'stream').length < 200);
    });

    test('bytes are printed, and their callback is called', () => {
      assert.equal(printed(of('bytes')), 'bytes written\n');
    });

    test('a bundle has all its types, and is updated under its id', () => {
      const shown = { data: { 'text/plain': 'one', 'text/html': '<b>one</b>' }, metadata: { isolated: true } };
      const transient = { display_id: 'figure' };
      assert.deepEqual(contents(of('bundle'), 'display_data'), [{ ...shown, transient }]);
      const updated = { data: { 'text/plain': 'two' }, metadata: {}, transient };
      assert.deepEqual(contents(of('bundle'), 'update_display_data'), [updated]);
      assert.equal(printed(of('bundle')), 'before\ntrue\ntrue\n');
      const types = of('bundle').map(({ type }) => type);
      assert.ok(types.indexOf('stream') < types.indexOf('display_data'), 'what was printed first comes first');
    });

    test('the display functions of tslab work', () => {
      assert.deepEqual(contents(of('display'), 'display_data')[0]?.data, { 'text/html': '<i>tslab</i>' });
    });

    test('a network, or a model made from it, is shown as a table of its layers with its totals', () => {
      const text = `network four_layer: input 32×32×3, 11 layers, 35,202 parameters, 4,920,320 MACs
layer      operation     output    parameters       MACs
input      input         32×32×3
conv1      conv2d        32×32×16       1,216  1,228,800
conv1.act  relu          32×32×16
pool1      maxPooling2d  16×16×16
conv2      conv2d        16×16×24       9,624  2,457,600
conv2.act  relu          16×16×24
pool2      maxPooling2d  8×8×24
conv3      conv2d        8×8×32        19,232  1,228,800
conv3.act  relu          8×8×32
pool3      maxPooling2d  4×4×32
flatten    flatten       512
fc4        dense         10             5,130      5,120`;
      const [network, model] = [contents(of('network'), 'execute_result'), contents(of('model'), 'execute_result')];
      const data = Object.assign({ 'text/html': '' }, network[0]?.data);
      assert.equal(Object.assign({ 'text/plain': '' }, data)['text/plain'], text);
      assert.match(data['text/html'], /^<table><caption [^>]*>network four_layer: .*<td [^>]*>fc4<\/td>.*<\/table>$/);
      const same = JSON.stringify(data).replaceAll('network four_layer', 'model four_layer');
      assert.equal(JSON.stringify(model[0]?.data), same);
    });

    test('a network of many layers is shown by its blocks, one that is not in order with what is wrong', () => {
      const blocks = Object.assign({ 'text/plain': '' }, result('blocks'))['text/plain'].split('\n');
      assert.equal(
        blocks[0],
        'network resnet50: input 224×224×3, 174 layers (a block is one row), 25,557,032 parameters, 4,089,184,256 MACs',
      );
      assert.match(blocks[7] ?? '', /^layer1\.0 +12 layers +56×56×256 +75,008 +231,211,008$/);
      assert.equal(blocks.length, 25);
      assert.deepEqual(result('disorder'), {
        'text/plain': `network four_layer: input 32×32×3, 11 layers. It is not in order:
"four_layer": gives out "none", and there is no layer of that name.`,
      });
    });

    test('an array is shown by its shape and its first values, any other object as it is', () => {
      const text = 'array [2, 3], 6 numbers from 1 to 5.5, 1 of them NaN\n1, 2, 3, 4, 5.5, NaN';
      assert.deepEqual(result('array'), { 'text/plain': text });
      const tree = "{ name: 'a', layers: 2, shape: [ 2 ], data: Float32Array(1) [ 0 ] }";
      assert.deepEqual(result('object'), { 'text/plain': tree });
    });

    test('TensorFlow runs, with what newer versions of Node took away', () => {
      assert.deepEqual(result('tensorflow'), { 'text/plain': '3' });
      assert.deepEqual(result('util'), { 'text/plain': 'true' });
    });

    test('shutdown echoes whether a restart follows, and ends the process', () => {
      assert.deepEqual(reply('shutdown', 'shutdown'), { status: 'ok', restart: true });
      assert.equal(
        of('shutdown').some(({ type }) => type === 'timeout'),
        false,
      );
    });
  });
}
