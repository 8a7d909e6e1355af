import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contents, converse, printed, run, writtenKernelspec } from './harness';

test('a cell that loads TensorFlow shows what it computes, and nothing of how TensorFlow was loaded', async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const [messages = []] = await converse(spec, [
    run(`import { tfjs } from '../lib/dist';\nconsole.log(tfjs.tf.sum(tfjs.tf.tensor([1, 2])).dataSync()[0]);`),
  ]);
  assert.deepEqual([printed(messages), printed(messages, 'stderr'), contents(messages, 'error')], ['3\n', '', []]);
});
