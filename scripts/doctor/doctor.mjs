// @ts-check
import { mendData } from '../setup/data.mjs';
import { placesOf } from '../setup/places.mjs';
import { setUp } from '../setup/run.mjs';
import { createScreen } from '../setup/screen.mjs';
import { shown } from '../setup/shown.mjs';
import { mendSources } from '../setup/sources.mjs';
import { afterFix, describeChecks, judge } from './checks.mjs';
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
    console.error(`doctor has no option "${shown(unknown)}".\n\n${usage}`);
    return 2;
  }
  const facts = gatherFacts(root);
  let checks = judge(facts);
  if (args.includes('--fix') && checks.some(check => !check.ok)) {
    await mend(facts, checks, root);
    checks = afterFix(judge(gatherFacts(root)));
  }
  console.log(args.includes('--json') ? JSON.stringify(checks, null, 2) : describeChecks(checks));
  return checks.every(check => check.ok) ? 0 : 1;
}

/**
 * Takes damaged files of the course from Git again, and does the set-up steps again that the failed checks name.
 *
 * @param {import('./checks.mjs').Facts} facts
 * @param {readonly import('./checks.mjs').Check[]} checks
 * @param {string} root
 */
async function mend({ git, steps }, checks, root) {
  const screen = createScreen(process.stderr);
  if (git) {
    mendSources(placesOf(root), screen.say);
    mendData(placesOf(root), screen.say);
  }
  /** @type {ReadonlyMap<string, import('../setup/condition.mjs').Condition>} */
  const conditions = new Map(Object.entries(steps));
  const named = new Set(checks.flatMap(check => (check.ok ? [] : (check.mend ?? []))));
  const again = new Map([...conditions].filter(([id]) => named.has(id)));
  await setUp({ root, again, screen });
}
