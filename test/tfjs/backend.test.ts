import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tfjs from '../../lib/tfjs';
import { prepareEnvironment, selectBackend, type TensorFlow } from '../../lib/tfjs/backend';

const javaScript = (): TensorFlow => require('@tensorflow/tfjs');

function isLoaded(): boolean {
  return Object.keys(require.cache).some(path => /@tensorflow[\\/]tfjs-core/.test(path));
}

test('TensorFlow is loaded at its first use, not when the library is imported', () => {
  assert.equal(typeof tfjs.buildModel, 'function');
  assert(!isLoaded());
  assert.equal(typeof tfjs.tf.add, 'function');
  assert(isLoaded());
});

test('the native library tells its version', () => {
  assert.equal(tfjs.backend.name, 'tensorflow');
  assert.equal(tfjs.backend.reason, null);
  assert.match(tfjs.backend.version, /^\d+\.\d+\.\d+/);
});

test('tf is all of TensorFlow.js', () => {
  assert('layers' in tfjs.tf);
  assert(Object.keys(tfjs.tf).includes('tidy'));
  assert.equal({ ...tfjs.tf }.tidy, tfjs.tf.tidy);
});

test('oneDNN is on and TensorFlow quiet, unless the user chose otherwise', () => {
  const empty: NodeJS.ProcessEnv = {};
  prepareEnvironment(empty);
  assert.deepEqual(empty, { TF_ENABLE_ONEDNN_OPTS: '1', TF_CPP_MIN_LOG_LEVEL: '2' });
  const chosen: NodeJS.ProcessEnv = { TF_ENABLE_ONEDNN_OPTS: '0', TF_CPP_MIN_LOG_LEVEL: '0' };
  prepareEnvironment(chosen);
  assert.deepEqual(chosen, { TF_ENABLE_ONEDNN_OPTS: '0', TF_CPP_MIN_LOG_LEVEL: '0' });
});

test('without the native library, plain JavaScript computes and one line says why', t => {
  t.after(() => tfjs.tf.setBackend('tensorflow'));
  const lines: string[] = [];
  const native = (): TensorFlow => {
    throw new Error('The Node.js native addon module can not be found at path: /a/b.\nPlease run command …');
  };
  const { tf, backend } = selectBackend({ native, javaScript }, line => lines.push(line));
  assert.deepEqual(lines, [
    'TensorFlow runs in plain JavaScript, many times slower than the native library: ' +
      'The Node.js native addon module can not be found at path: /a/b. Run `npx convnets doctor --fix` to mend it.',
  ]);
  assert.equal(backend.name, 'cpu');
  assert.equal(backend.version, tf.version.tfjs);
  assert.equal(backend.reason, 'The Node.js native addon module can not be found at path: /a/b.');
  assert.equal(tf.getBackend(), 'cpu');
  assert.equal(
    tf.tidy(() => tf.add(1, 2).dataSync()[0]),
    3,
  );
});
