import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeFailure,
  describeProblem,
  refusalHelp,
  SetupFailure,
  tellingLines,
  tellsOfNetwork,
} from '../../scripts/setup/failure.mjs';

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

const refused = [
  [
    'ENOSPC',
    'it cannot be written: the disk is full (/course/file).',
    'free some disk space (the course takes about 2 GB), then run the same command again.',
  ],
  [
    'EROFS',
    'it cannot be written: the disk is read-only (/course/file).',
    'copy the course into a folder on a disk that you can write to, then run the same command there.',
  ],
  [
    'EACCES',
    'it cannot be written: you may not write there (/course/file).',
    'make this folder yours to write in (or clone the course into a folder that is), then run the same command again.',
  ],
  ['EWHATEVER', 'EWHATEVER: no', 'run the same command again; if it stops at the same place, the log says more.'],
] as const;
for (const [code, message, remedy] of refused) {
  test(`an unexpected ${code} is told in words, with a remedy`, () => {
    const error = Object.assign(new Error(`${code}: no`), { code, path: '/course/file' });
    assert.deepEqual(describeProblem('The course did not open', error, 'some.log').split('\n'), [
      `The course did not open: ${message}`,
      '  Log:     some.log',
      `  Remedy:  ${remedy}`,
    ]);
  });
}

const full = 'free some disk space (the course takes about 2 GB), then run the same command again.';
const yours = 'make what the lines above name yours to write in, then run the same command again.';
const programs = [
  ['npm error code ENOSPC', full],
  ["OSError: [Errno 28] No space left on device: '/course/.venv/lib/x.py'", full],
  ['npm error code EACCES', yours],
  ["PermissionError: [Errno 13] Permission denied: '/course/.venv'", yours],
  ['mkdir: cannot create directory: Read-only file system', yours],
  ['npm error code EUSAGE', undefined],
] as const;
for (const [line, help] of programs) {
  test(`a program that says "${line}" ${help ? 'has a remedy' : 'has none of these remedies'}`, () =>
    assert.equal(refusalHelp(['some line', line]), help));
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
