import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, converse, ROOT, run, temporaryFolder, writtenKernelspec } from '../jupyter/harness';
import { type Case, interrupted, prints, shows, testCases } from './kernelCases';

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

testCases('interrupts', interrupts);

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
