import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeProblem } from '../../scripts/setup/node-version.mjs';

for (const version of ['20.9.0', '20.20.2', '22.0.0', '24.21.0', '26.10.0']) {
  test(`Node ${version} is taken`, () => assert.equal(nodeProblem(version), undefined));
}

for (const version of ['16.20.0', '18.20.8', '20.5.0', '21.0.0', '23.1.0', '25.0.0', '28.0.0']) {
  test(`Node ${version} is refused, with the versions that are taken`, () => {
    assert.equal(
      nodeProblem(version),
      `The course needs Node 20 (from 20.9 on), 22, 24 or 26, and this is Node ${version}.\n` +
        '  Remedy:  install one of these versions (22 or 24 is a good choice), then run the same command again.',
    );
  });
}
