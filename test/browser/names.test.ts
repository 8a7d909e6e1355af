import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as figures from '../../lib/figures';
import { figureBundle } from '../../lib/notebook/content';
import { Graph } from '../../lib/spec';
import { PLOTLY } from '../../lib/workbook/notebook';
import { findChromium, launchChromium } from '../../scripts/notebooks/chromium';

const NAME = '<b>R&D</b> &lt; $x$ %{y} <img src=x>';

const g = new Graph('net', [8, 8, 3]);
const examples: Readonly<Record<string, figures.Figure>> = {
  bars: figures.bars({
    ...{ title: NAME, x: { name: NAME, categories: [NAME] }, y: { name: NAME, unit: null } },
    series: ['a', NAME].map(name => ({ name, values: [1] })),
  }),
  scatter: figures.scatter({
    ...{ title: NAME, x: { name: NAME, unit: null }, y: { name: NAME, unit: null } },
    series: [{ name: NAME, points: [{ x: 1, y: 2, label: NAME }] }],
  }),
  networkDiagram: figures.networkDiagram(g.build(g.conv2d(g.input(), { filters: 2, kernelSize: 3 }, NAME))),
};

test('plotly draws names from data letter for letter: no tag, no entity, no template, no formula', async t => {
  const executable = findChromium();
  if (executable === undefined) return;
  const browser = await launchChromium(executable);
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setContent('<div id="figure"></div>');
  await page.addScriptTag({ path: require.resolve('plotly.js-dist') });
  for (const [kind, figure] of Object.entries(examples)) {
    const drawing = JSON.stringify(figureBundle(figure)[PLOTLY]);
    await page.evaluate(`Plotly.newPlot('figure', ${drawing})`);
    const drawn = await page.locator('#figure').evaluate(node => node.textContent);
    assert.ok(drawn?.replaceAll(' ', ' ').includes(NAME), `${kind}: ${drawn}`);
    assert.equal(await page.locator('#figure img[src=x]').count(), 0, kind);
  }
});
