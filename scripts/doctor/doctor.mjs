// @ts-check
import { spawnSync } from 'node:child_process';
import { setUp } from '../setup/run.mjs';
import { createScreen } from '../setup/screen.mjs';
import { describeChecks, judge } from './checks.mjs';
import { gatherFacts } from './facts.mjs';

export const usage = `Usage: npx convnets doctor [options]
  --fix    mend what can be mended, then check again
  --json   print the checks as JSON`;

/**
 * Checks everything that a learner's machine needs.
 *
 * @param {readonly string[]} args
 * @param {string} root the checkout
 * @returns {Promise<number>} exit code: 1 when something fails, 2 for options that there are not
 */
export async function doctor(args, root) {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const unknown = args.find(arg => arg !== '--fix' && arg !== '--json');
  if (unknown !== undefined) {
    console.error(`doctor has no option "${unknown}".\n\n${usage}`);
    return 2;
  }
  let facts = gatherFacts(root);
  let checks = judge(facts);
  if (args.includes('--fix') && checks.some(check => !check.ok)) {
    await mend(facts, checks, root);
    facts = gatherFacts(root);
    checks = judge(facts);
  }
  console.log(args.includes('--json') ? JSON.stringify(checks, null, 2) : describeChecks(checks));
  return checks.every(check => check.ok) ? 0 : 1;
}

/**
 * Does the set-up steps again that the failed checks name, and takes damaged data files from the repository again.
 *
 * @param {import('./checks.mjs').Facts} facts
 * @param {readonly import('./checks.mjs').Check[]} checks
 * @param {string} root
 */
async function mend({ data }, checks, root) {
  const again = [...new Set(checks.flatMap(check => (check.ok ? [] : (check.mend ?? []))))];
  await setUp({ root, again, screen: createScreen(process.stderr) });
  if ('damaged' in data && data.damaged.length > 0) {
    spawnSync('git', ['restore', '--', ...data.damaged], { cwd: root, stdio: 'inherit' });
  }
}
