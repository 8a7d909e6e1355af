import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { serializeSafetensors } from '../../lib/checkpoints/safetensors';

/** What runs in a page: the rooms that compute, and the part of the checkpoints that works on bytes. */
const PAGE = `
  import { analyze } from './arithmetic';
  import { parseSafetensors, serializeSafetensors } from './checkpoints/safetensors';
  import { checkState } from './checkpoints/stateCheck';
  import { stateEntries } from './checkpoints/stateMap';
  import { networkFor } from './checkpoints/networkFor';
  import * as models from './models';
  import * as ops from './ops';
  import * as spec from './spec';

  const weights = parseSafetensors(bytes, 'page');
  const net = networkFor('resnet20', weights, [32, 32, 3]);
  const missing = (() => {
    try { checkState(net.name, stateEntries(net), weights); } catch (error) { return error.message; }
  })();
  const x = { shape: [1, 3, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  const kernel = { shape: [2, 2, 1, 1], data: Float32Array.of(1, 0, 0, 1) };
  result = JSON.stringify({
    params: analyze(models.resnet50()).totals.params,
    convolved: [...ops.conv2d(x, kernel, null).data],
    weights: [...weights].map(([name, { shape, data }]) => [name, shape, [...data]]),
    missing: missing.split('\\n')[0],
    again: [...serializeSafetensors(weights, 'page')],
    room: Object.keys(spec).includes('Graph'),
  });
`;

test('the rooms that compute run without Node: spec, arithmetic, models, ops, and checkpoints in memory', async () => {
  const bundle = await build({
    stdin: { contents: PAGE, resolveDir: join(__dirname, '..', '..', 'lib'), loader: 'ts' },
    bundle: true,
    // A module of Node would not be found.
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const bytes = serializeSafetensors(
    new Map([['fc.weight', { shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 4), dtype: 'F16' }]]),
    'page',
  );
  // Of what pages have besides the language itself, only the two for text: no process, Buffer or require.
  const page = { bytes, TextEncoder, TextDecoder, result: '' };
  runInNewContext(bundle.outputFiles.map(({ text }) => text).join(), page);
  assert.deepEqual(JSON.parse(page.result), {
    params: 25_557_032, // torchvision's
    convolved: [1 + 5, 2 + 6, 4 + 8, 5 + 9],
    weights: [['fc.weight', [2, 2], [1, -2, 0.5, 4]]],
    missing: 'loadStateDict "resnet20": the weights do not fit the network; nothing was changed.',
    again: [...bytes],
    room: true,
  });
});
