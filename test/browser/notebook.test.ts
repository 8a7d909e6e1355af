import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findCells } from '../../lib/workbook/match';
import { copyOf, merge } from '../../lib/workbook/merge';
import { formatNotebook, parseNotebook } from '../../lib/workbook/notebook';
import { BACKUPS, copiesFolder } from '../../lib/workbook/places';
import { hasRun, isEdited, recordIn } from '../../lib/workbook/record';
import { findChromium } from '../../scripts/notebooks/chromium';
import { courseIn, listNotebooks, notebookPath } from '../../scripts/notebooks/course';
import { type Lab, root, startLab } from './lab';

/** JupyterLab saves what it runs, so it gets a copy, and one without outputs, so that all it shows is new. */
const COPY = 'browser-test.ipynb';
const copyFile = join(copiesFolder(root), COPY);
const PLOTLY = 'application/vnd.plotly.v1+json';

interface Cell {
  readonly source: readonly string[] | string;
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}

const course = courseIn(root);
const [name] = listNotebooks(course, ['convolution-arithmetic']);
assert.ok(name);
const committed: { readonly cells: readonly Cell[] } = JSON.parse(readFileSync(notebookPath(course, name), 'utf8'));
const { cells } = committed;
const source = (cell: Cell): string => [cell.source].flat().join('');
const figureCells = cells.flatMap((cell, i) => (cell.outputs?.some(({ data }) => data?.[PLOTLY]) ? [i] : []));
const liveChartCell = cells.findIndex(cell => source(cell).includes('notebook.liveChart('));

let lab: Lab;

/** Scrolls until a cell is in the page, which holds only those near the window. */
async function scrollTo(page: Page, cell: number): Promise<void> {
  const found = page.locator(`.jp-Cell[data-windowed-list-index="${cell}"]`);
  for (let top = 0; (await found.count()) === 0 && top < 60_000; top += 700) await scroll(page, top);
  await found.scrollIntoViewIfNeeded();
}

async function scroll(page: Page, top: number): Promise<void> {
  await page
    .locator('.jp-WindowedPanel-outer')
    .first()
    .evaluate((panel, y) => panel.scrollTo(0, y), top);
  await page.waitForTimeout(100);
}

async function runAll(page: Page): Promise<void> {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Run$/ }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click();
}

/** What the live chart looks like, again and again until it has become a figure. */
async function watchLiveChart(page: Page): Promise<ReadonlySet<string>> {
  const looks = new Set<string>();
  const cell = page.locator(`.jp-Cell[data-windowed-list-index="${liveChartCell}"]`);
  const figure = cell.locator('.js-plotly-plot .main-svg').first();
  for (const end = Date.now() + 240_000; Date.now() < end && (await figure.count()) === 0; ) {
    const drawing = cell.locator('.jp-OutputArea-output svg').first();
    if ((await drawing.count()) > 0) looks.add(await drawing.evaluate(svg => svg.outerHTML));
    await page.waitForTimeout(150);
  }
  await figure.waitFor();
  return looks;
}

/** Learners need no Chromium, so the tests that look at the page are left out where there is none. */
if (findChromium() === undefined) console.log('No Chromium, Chrome or Edge here: the browser tests are left out.');
else defineTests();

function defineTests(): void {
  before(async () => {
    const blank = cells.map(cell =>
      cell.outputs === undefined ? cell : { ...cell, outputs: [], execution_count: null },
    );
    mkdirSync(copiesFolder(root), { recursive: true });
    writeFileSync(copyFile, JSON.stringify({ ...committed, cells: blank }));
    lab = await startLab();
  });
  after(async () => {
    await lab.close();
    rmSync(copyFile, { force: true });
  });

  test('notebook convolution-arithmetic runs from top to bottom in JupyterLab, with a chart that moves', {
    timeout: 400_000,
  }, async () => {
    const { page } = lab;
    await lab.open(COPY);
    await runAll(page);
    await scrollTo(page, liveChartCell);
    const looks = await watchLiveChart(page);
    await lab.screenshot('live-chart');
    assert.ok(looks.size >= 3, `the chart had ${looks.size} states while it moved`);
    const busy = page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]');
    await busy.waitFor({ state: 'detached', timeout: 120_000 });
  });

  test('every figure of notebook convolution-arithmetic is drawn', { timeout: 200_000 }, async () => {
    assert.ok(figureCells.length >= 8);
    for (const cell of figureCells) {
      await scrollTo(lab.page, cell);
      const figure = lab.page.locator(`.jp-Cell[data-windowed-list-index="${cell}"] .js-plotly-plot .main-svg`).first();
      await figure.waitFor({ timeout: 20_000 });
      await lab.screenshot(`cell-${String(cell).padStart(2, '0')}`);
    }
  });

  test('the convolution steps when its slider is moved', { timeout: 60_000 }, async () => {
    await scroll(lab.page, 0);
    await scrollTo(lab.page, figureCells[0] ?? 0);
    const figure = lab.page.locator(`.jp-Cell[data-windowed-list-index="${figureCells[0]}"] .js-plotly-plot`).first();
    const before = await figure.innerText();
    await figure.locator('.slider-rail-touch-rect').click();
    await lab.page.waitForTimeout(1500);
    assert.notEqual(await figure.innerText(), before);
    await lab.screenshot('slider-moved');
  });

  test('no figure has buttons over it, and in a narrow window it is drawn smaller, whole', {
    timeout: 60_000,
  }, async () => {
    const { page } = lab;
    await page.setViewportSize({ width: 600, height: 1400 });
    await scrollTo(page, figureCells[0] ?? 0);
    const cell = page.locator(`.jp-Cell[data-windowed-list-index="${figureCells[0]}"]`);
    const figure = cell.locator('.js-plotly-plot[style*="scale"]').first();
    await figure.waitFor();
    const [whole, drawn] = [await cell.boundingBox(), await figure.locator('.svg-container').boundingBox()];
    await lab.screenshot('narrow');
    assert.ok(whole && drawn);
    assert.ok(
      drawn.width < 700 && drawn.x + drawn.width <= whole.x + whole.width,
      `it ends at ${drawn.x + drawn.width}`,
    );
    // Moved there, the slider still finds the pointer.
    const before = await figure.innerText();
    await figure.locator('.slider-rail-touch-rect').click({ position: { x: 20, y: 5 } });
    await page.waitForTimeout(1500);
    assert.notEqual(await figure.innerText(), before);
    assert.equal(await page.locator('.modebar').count(), 0);
    await page.setViewportSize({ width: 1280, height: 1400 });
  });

  test('the panel of files is closed at first; open, it shows the notebooks with their whole names, and nothing else', {
    timeout: 60_000,
  }, async () => {
    const { page } = lab;
    await lab.start();
    const files = page.locator('.jp-DirListing-itemText');
    assert.equal(await files.first().isVisible(), false);
    await page.locator('[data-id="filebrowser"]').first().click();
    await files.first().waitFor();
    const names = await files.evaluateAll(items =>
      items.map(item => ({ name: item.textContent ?? '', cut: item.scrollWidth - item.clientWidth })),
    );
    assert.deepEqual(
      names.filter(({ cut }) => cut > 0),
      [],
    );
    const other = names.map(({ name }) => name).filter(name => !name.endsWith('.ipynb') && name !== BACKUPS);
    assert.deepEqual(other, []);
  });

  test('what JupyterLab saves of a copy is brought up to date as what it was', { timeout: 60_000 }, async () => {
    const { page } = lab;
    const original = parseNotebook(readFileSync(notebookPath(course, String(name)), 'utf8'));
    writeFileSync(copyFile, formatNotebook(copyOf(original)));
    const before = statSync(copyFile).mtimeMs;
    await lab.open(COPY);
    await page.locator('.jp-Cell').first().click();
    await page.keyboard.press('Control+s');
    for (let tries = 0; statSync(copyFile).mtimeMs === before && tries < 100; tries++) await page.waitForTimeout(100);
    assert.notEqual(statSync(copyFile).mtimeMs, before, 'it was saved');
    // The file is there at once, and whole a moment later.
    await page.waitForTimeout(2000);
    const saved = parseNotebook(readFileSync(copyFile, 'utf8'));
    assert.equal(merge(saved, original), undefined);
    const record = recordIn(saved);
    const cellsOf = findCells(saved.cells, record);
    assert.equal(cellsOf.size, record.length);
    assert.deepEqual(
      [...cellsOf].filter(([recorded, cell]) => isEdited(cell, recorded) || hasRun(cell, recorded)),
      [],
    );
  });

  test('the page asked nobody but this machine, and wrote no error', () => {
    assert.deepEqual(lab.outside, []);
    assert.deepEqual(lab.errors, []);
  });
}
