import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, SetupFailure, tellingLines, tellsOfNetwork } from '../../scripts/setup/failure.mjs';

test('a failure names the step, its lines, the log and the remedy, and has no stack', () => {
  const failure = new SetupFailure('npm ci failed (exit code 1).', {
    lines: ['npm error code EACCES'],
    log: '/course/.setup/logs/packages.log',
    remedy: 'make it yours.',
  });
  assert.equal(
    describeFailure('Node packages', failure),
    [
      'Set-up stopped at the step "Node packages": npm ci failed (exit code 1).',
      '    npm error code EACCES',
      '  Log:     /course/.setup/logs/packages.log',
      '  Remedy:  make it yours.',
      '  What is done is kept: the same command goes on from here.',
    ].join('\n'),
  );
});

const codes = [
  ['ENOSPC', 'free some disk space (the course takes about 2 GB), then run the same command again.'],
  [
    'EACCES',
    'make this folder yours to write in (or clone the course into a folder that is), then run the same command again.',
  ],
  ['EWHATEVER', 'run the same command again; if it stops at the same place, the log says more.'],
] as const;
for (const [code, remedy] of codes) {
  test(`an unexpected ${code} has a remedy`, () => {
    const text = describeFailure('TensorFlow', Object.assign(new Error(`${code}: no`), { code }), 'some.log');
    assert.ok(text.includes(`  Remedy:  ${remedy}\n`), text);
    assert.ok(!text.includes('    at '), text);
  });
}

const networkTexts = [
  'npm error code ECONNRESET',
  'npm error network request to https://example.invalid/x failed, reason: getaddrinfo EAI_AGAIN example.invalid',
  'WARNING: Retrying (Retry(total=4)) after connection broken by NewConnectionError: Failed to establish a new connection',
  "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x', port=443): Read timed out.",
  'error: incomplete-download',
  'npm error code E503',
  'getaddrinfo ENOTFOUND example.invalid',
];
for (const text of networkTexts) test(`of the network: ${text}`, () => assert.ok(tellsOfNetwork(text)));

const otherTexts = [
  'npm error code EUSAGE',
  'npm error code EINTEGRITY',
  'npm error 404 Not Found',
  'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
  'tfjs_backend.cc:12:10: fatal error: tensorflow/c/c_api.h: No such file or directory',
];
for (const text of otherTexts) test(`not of the network: ${text}`, () => assert.ok(!tellsOfNetwork(text)));

test('the telling lines are the last errors, or the last lines where no line looks like one', () => {
  const lines = ['fetching', 'npm error one', '', 'npm error two', 'A complete log of this run can be found in: x'];
  assert.deepEqual(tellingLines(lines), ['npm error one', 'npm error two']);
  assert.deepEqual(tellingLines(['a', 'b', 'c'], 2), ['b', 'c']);
});
