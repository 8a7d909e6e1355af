import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pngFile } from '../support/pngFile';
import { convnets, temporaryFolder } from './support';

const folder = temporaryFolder();
const bomb = join(folder, 'bomb.png');
writeFileSync(bomb, pngFile({ width: 30_000, height: 30_000, depth: 1, colorType: 0 }, Buffer.alloc(9)));
const weights = ['--weights', join(folder, 'none.safetensors')];

/** Every command that reads a picture. */
const commands: readonly (readonly string[])[] = [
  ['predict', 'resnet20', ...weights, '--image', bomb],
  ['segment', 'fcn_resnet50', bomb, ...weights],
  ['detect', 'yolo_mini', bomb, ...weights],
];
for (const command of commands) {
  test(`${command[0]} refuses a picture of 900 million pixels before it takes memory`, async () => {
    const peak = process.resourceUsage().maxRSS;
    const { code, printed, errors } = await convnets(...command);
    assert.notEqual(code, 0);
    assert.equal(printed, '');
    assert.match(
      errors,
      /bomb\.png is too large: 30000 × 30000 pixels .* at most 40 million are read\. Make it smaller/,
    );
    // What the command itself loads, TensorFlow for one, is some hundred megabytes.
    assert.ok(process.resourceUsage().maxRSS - peak < 500_000, 'kB');
  });
}
