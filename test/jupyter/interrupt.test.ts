import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  cell,
  contents,
  converse,
  errorText,
  type Message,
  printed,
  run,
  type Step,
  testedNodes,
  writtenKernelspec,
} from './harness';

const SLEEP = 'const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));';
const LOOP = `let turns = 0;
while (true) {
  await sleep(50);
  console.log(turns++);
}`;

const steps = {
  define: run(`${SLEEP}
const kept = { value: 7 };
async function work(): Promise<void> {
  for (;;) {
    await sleep(20);
    kept.value++;
  }
}`),
  loop: run(LOOP, { interrupt_after: 0.5, wait: 0.5 }),
  afterLoop: run('kept.value'),
  earlierFunction: run(
    `console.log('go');
await work();`,
    { interrupt_after: 0.2 },
  ),
  stopped: run(`const before = kept.value;
await sleep(150);
kept.value - before`),
  forAwait: run(
    `async function* endless() {
  for (let i = 0; ; i++) yield i;
}
console.log('go');
for await (const i of endless()) kept.value = i;`,
    { interrupt_after: 0.3 },
  ),
  microtasks: run(
    `console.log('go');
while (true) await null;`,
    { interrupt_after: 0.3 },
  ),
  never: run(
    `console.log('go');
await new Promise(() => {});`,
    { interrupt_after: 0.3 },
  ),
  queued: {
    send: [
      cell(`console.log('go');
await sleep(60_000);`),
      cell('kept.value = 1;'),
    ],
    interrupt_after: 0.3,
  },
  training: run(
    `import { interruption } from '../lib/dist/jupyter/interrupt';
let told = 0;
const forget = interruption.onInterrupt(() => { kept.value = 0; });
interruption.onInterrupt(() => told++)();
const step = async (): Promise<void> => { await sleep(10); };
console.log('go');
// As a library does it, whose code is not watched: without an await in a cell's own code.
await new Promise<void>((_, reject) => {
  const next = (): void => {
    try {
      interruption.throwIfRequested();
    } catch (error) {
      console.log('stopped', interruption.requested, interruption.signal.aborted, told);
      reject(error);
      return;
    }
    globalThis.setTimeout(next, 10);
  };
  next();
});`,
    { interrupt_after: 0.3 },
  ),
  afterTraining: run(`import { interruption as now } from '../lib/dist/jupyter/interrupt';
[now.requested, kept.value]`),
  background: run('void work();'),
  idle: run(
    `console.log('go');
await sleep(60_000);`,
    { interrupt_after: 0.05 },
  ),
  backgroundStopped: run(`const then = kept.value;
await sleep(150);
kept.value - then`),
  sync: run(
    `console.log('go');
while (true) {}`,
    { interrupt_after: 0.1 },
  ),
  syncTwice: run(
    `console.log('go');
for (;;) {}`,
    { interrupt_after: 0.1, interrupts: 2 },
  ),
  syncAfterAwait: run(
    `await sleep(10);
let sum = 0;
console.log('go');
for (;;) sum += Math.sqrt(sum + 1);`,
    { interrupt_after: 0.2, interrupts: 2 },
  ),
  syncInTimer: run(
    `setTimeout(() => {
  console.log('go');
  for (;;) {}
}, 10);
await sleep(60_000);`,
    {
      interrupt_after: 0.3,
      interrupts: 2,
    },
  ),
  syncInBackground: {
    send: [
      cell(`setTimeout(() => {
  console.log('go');
  for (;;) {}
}, 1);`),
      cell('kept.value = 5;'),
    ],
    interrupt_after: 0.5,
    interrupts: 2,
  },
  syncInMicrotask: run(
    `Promise.resolve().then(() => {
  console.log('go');
  for (;;) {}
});`,
    { interrupt_after: 0.3, interrupts: 2 },
  ),
  busyLibrary: run(
    `import { ops } from '../lib';
await null;
const big = { shape: [1, 400, 400, 32], data: new Float32Array(400 * 400 * 32) };
const weights = { shape: [9, 9, 32, 64], data: new Float32Array(9 * 9 * 32 * 64) };
console.log('go');
ops.conv2dNaive(big, weights, null, { strides: 1, padding: 'same' });`,
    { interrupt_after: 0.3, interrupts: 2 },
  ),
  tensorflow: run(
    `import * as tf from '@tensorflow/tfjs-node';
const x = tf.tensor1d([3]);
tf.square(x).dispose();
console.log('go');
for (;;) tf.tidy(() => tf.grad((y: any) => tf.square(y))(x));`,
    { interrupt_after: 0.3, interrupts: 2 },
  ),
  gradient: run(`import * as tf2 from '@tensorflow/tfjs-node';
const square = tf2.grad((y: any) => tf2.square(y));
const count = tf2.memory().numTensors;
const derivative = tf2.tidy(() => square(tf2.tensor1d([3])).dataSync()[0]);
[derivative, tf2.memory().numTensors - count]`),
  usable: run('kept.value = 8;\nkept'),
  timers: run(`await Promise.all([sleep(10), sleep(20)]);
await new Promise(resolve => setImmediate(resolve));
'timers run'`),
  shutdown: {
    send: [cell(`console.log('go');\nfor (;;) {}`)],
    send_next: [['control', 'shutdown_request', { restart: false }]],
    ends: true,
  },
} satisfies Record<string, Step>;

const MESSAGE = 'The cell was stopped. The variables of earlier cells are kept.';
const TERMINATED = 'The cell was stopped in the middle of a calculation. The variables of earlier cells are kept.';

for (const { name, path } of testedNodes()) {
  describe(`interrupts on Node ${name}`, () => {
    const results = new Map<string, Message[]>();
    before(async () => {
      const { spec } = await writtenKernelspec(path);
      const answers = await converse(spec, Object.values(steps));
      for (const [i, key] of Object.keys(steps).entries()) results.set(key, answers[i] ?? []);
    });
    const of = (key: keyof typeof steps): Message[] => results.get(key) ?? [];
    const result = (key: keyof typeof steps): unknown => {
      const data = contents(of(key), 'execute_result')[0]?.data;
      assert.ok(data && typeof data === 'object' && 'text/plain' in data, JSON.stringify(of(key)));
      return data['text/plain'];
    };
    const assertStopped = (key: keyof typeof steps, evalue: string): void => {
      const [reply] = contents(of(key), 'execute_reply');
      assert.deepEqual([reply?.status, reply?.ename, reply?.evalue], ['error', 'Interrupted', evalue], key);
    };

    test('a loop that awaits is stopped, at a line, and prints no more', () => {
      assertStopped('loop', MESSAGE);
      assert.match(
        errorText(of('loop')),
        /^Interrupted: .*\n\ncell\[2\], line 3, column 3\n {2}3 \| {3}await sleep\(50\);\n/,
      );
      const types = of('loop').map(({ type }) => type);
      assert.ok(types.includes('stream') && types.lastIndexOf('stream') < types.indexOf('error'));
      assert.equal(result('afterLoop'), '7');
    });

    test('a loop in a function of an earlier cell stops its work', () => {
      assertStopped('earlierFunction', MESSAGE);
      assert.match(errorText(of('earlierFunction')), /in work\n(.*\n)*called from cell\[4\], line 2, column 1\n/);
      assert.equal(result('stopped'), '0');
    });

    test('for await, and a loop that never lets the event loop run, are stopped', () => {
      assertStopped('forAwait', MESSAGE);
      assertStopped('microtasks', MESSAGE);
    });

    test('waiting for something that never comes is stopped, and the cells behind it', () => {
      assertStopped('never', MESSAGE);
      assertStopped('queued', MESSAGE);
      assert.equal(contents(of('queued'), 'execute_reply', 1)[0]?.status, 'aborted');
    });

    test('the library learns of it, and later cells are not affected', () => {
      assertStopped('training', MESSAGE);
      assert.equal(printed(of('training')), 'go\nstopped true true 0\n');
      assert.equal(result('afterTraining'), '[ false, 0 ]');
    });

    test('work that an ended cell left in the background is stopped too', () => {
      assertStopped('idle', MESSAGE);
      assert.equal(result('backgroundStopped'), '0');
    });

    test('a loop without any await is terminated', () => {
      for (const key of ['sync', 'syncTwice', 'syncAfterAwait', 'syncInTimer', 'busyLibrary'] as const) {
        assertStopped(key, TERMINATED);
      }
    });

    test('a termination outside of a cell leaves the kernel alive', () => {
      assert.equal(contents(of('syncInBackground'), 'execute_reply', 0)[0]?.status, 'ok');
      assert.notEqual(contents(of('syncInBackground'), 'execute_reply', 1)[0]?.status, undefined);
      assert.notEqual(contents(of('syncInMicrotask'), 'execute_reply')[0]?.status, undefined);
    });

    test('TensorFlow computes gradients and frees its memory after a termination', () => {
      assertStopped('tensorflow', TERMINATED);
      assert.equal(result('gradient'), '[ 6, 0 ]');
    });

    test('the kernel stays usable, with the variables of earlier cells', () => {
      assert.equal(result('usable'), '{ value: 8 }');
      assert.equal(result('timers'), 'timers run');
    });

    test('a shutdown ends the process although a loop runs', () => {
      assert.deepEqual(contents(of('shutdown'), 'shutdown_reply', 1), [{ status: 'ok', restart: false }]);
      assert.equal(
        of('shutdown').some(({ type }) => type === 'timeout'),
        false,
      );
    });

    if (process.platform === 'win32') return;
    test('a signal stops a waiting cell and a loop at the start of a cell', async () => {
      const { spec } = await writtenKernelspec(path);
      const answers = await converse({ ...spec, interrupt_mode: 'signal' }, [
        run(SLEEP),
        run(LOOP, { interrupt_after: 0.3 }),
        run(
          `console.log('go');
for (;;) {}`,
          { interrupt_after: 0.3 },
        ),
        run('1 + 1'),
      ]);
      for (const i of [1, 2]) assert.equal(contents(answers[i] ?? [], 'error')[0]?.evalue, MESSAGE);
      assert.deepEqual(contents(answers[3] ?? [], 'execute_result')[0]?.data, { 'text/plain': '2' });
    });
  });
}
