import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, type Totals } from '../../lib/arithmetic';
import { lookUp } from '../../lib/spec';
import type { Comparison } from '../../scripts/experiments/comparison';
import { densenetJoins } from '../../scripts/experiments/comparisons/densenetJoins';
import { families, WIDTHS } from '../../scripts/experiments/comparisons/families';

const totals = ({ variants }: Comparison, variant: string): Totals =>
  analyze(lookUp(new Map(Object.entries(variants)), variant).net()).totals;

/** How far a variant lies from the budget that another sets, as a share of it. */
const off = (comparison: Comparison, variant: string, of: 'params' | 'macs', budget: string): number =>
  Math.abs(totals(comparison, variant)[of] / totals(comparison, budget)[of] - 1);

for (const variant of ['add', 'none']) {
  test(`densenet-joins: ${variant} has the parameters and the MACs of concatenation, to two parts in a hundred`, () => {
    assert.ok(off(densenetJoins, variant, 'params', 'concatenate') < 0.02);
    assert.ok(off(densenetJoins, variant, 'macs', 'concatenate') < 0.02);
  });
}

for (const of of ['params', 'macs'] as const) {
  for (const family of Object.keys(WIDTHS[of])) {
    test(`families: ${family}-${of} meets its budget to three parts in a hundred`, () => {
      assert.ok(off(families, `${family}-${of}`, of, 'densenet') < 0.03);
    });
  }
}
