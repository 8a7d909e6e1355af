import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { Catalogue } from '../../lib/exercises/engine/catalogue';
import { choice } from '../../lib/exercises/engine/checks';
import { exercise } from '../../lib/exercises/engine/exercise';
import type { Exercise } from '../../lib/exercises/engine/types';
import { type Cell, formatNotebook, type Output, PLOTLY } from '../../lib/workbook/notebook';
import { findChromium, launchChromium } from '../../scripts/notebooks/chromium';
import { type Course, notebookPath, textPath } from '../../scripts/notebooks/course';
import { readSources } from '../../scripts/notebooks/forms';
import { buildSite } from '../../scripts/site/build';
import { renderMath } from '../../scripts/site/math';
import { makeSink } from '../notebook/sink';
import { editText, sampleCourse } from './course';

const PIXEL =
  '/9j/2wBDAFBQUFBVUFpkZFp9h3iHfbmqm5uquf/I18jXyP//////////////////////////////////////////////////2wBDAVBQUFBVUFpkZFp9h3iHfbmqm5uquf/I18jXyP//////////////////////////////////////////////////wgARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAVAQEBAAAAAAAAAAAAAAAAAAADBP/aAAwDAQACEAMQAAAAkDt//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwB//9k=';
const ALT = 'The loss "falls" from 2 to 1.';
const OUTPUTS: readonly Output[] = [
  {
    output_type: 'display_data',
    data: {
      [PLOTLY]: {
        data: [{ type: 'scatter', y: [2, 1], name: '</script>' }],
        layout: { width: 700, height: 300 },
        config: { displayModeBar: false },
      },
      'text/plain': ALT,
      'image/jpeg': PIXEL,
    },
    metadata: { 'image/jpeg': { width: 700, height: 300 } },
  },
  { output_type: 'display_data', data: { 'text/html': '<p>hidden words</p>', 'text/plain': ALT }, metadata: {} },
  { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '50176 pixels' }, metadata: {} },
  { output_type: 'display_data', data: { 'text/latex': '$$i + 2p$$', 'text/plain': 'i + 2p' }, metadata: {} },
];
const SECOND = `---
jupyter:
  kernelspec:
    display_name: TypeScript
    language: typescript
    name: tslab
---

# The second

See [the first](02-sample.ipynb#Exercise).
`;
/** What is wider than a phone: an address, a formula, a table, code. */
const WIDE = `
See <https://example.org/${'a'.repeat(80)}>.

$$${'a + '.repeat(40)}a$$

| ${'name | '.repeat(16)}
| ${'--- | '.repeat(16)}
| ${'12,345 | '.repeat(16)}

\`\`\`typescript
const sum = ${'1 + '.repeat(40)}1;
\`\`\`
`;

/** A site of two notebooks whose outputs are written down, not run. */
function sampleSite(t: TestContext, second = SECOND): { course: Course; folder: string } {
  const course = sampleCourse(t);
  writeFileSync(textPath(course, '03-second'), second);
  for (const { name, learner } of readSources(course, ['02-sample', '03-second'])) {
    let outputs = OUTPUTS;
    const cells = learner.cells.map((cell): Cell => {
      if (cell.cell_type !== 'code') return cell;
      const executed = { ...cell, execution_count: 1, outputs };
      outputs = [];
      return executed;
    });
    writeFileSync(notebookPath(course, name), formatNotebook({ ...learner, cells }));
  }
  return { course, folder: join(course.root, 'site') };
}

test('the pages of a site', async t => {
  const { course, folder } = sampleSite(t);
  assert.deepEqual(buildSite(course, folder), ['02-sample', '03-second']);
  const page = (name: string): string => readFileSync(join(folder, `${name}.html`), 'utf8');
  const files = readdirSync(folder, { recursive: true }).map(String);
  const pages = ['index', '02-sample', '03-second'];

  await t.test('plotly.js is there once, and in no page', () => {
    assert.equal(files.filter(file => /plotly.*\.js$/.test(file)).length, 1);
    for (const name of pages) assert.ok(page(name).length < 60_000, `${name} has ${page(name).length} bytes`);
  });
  await t.test('every file that a page names is part of the site, and none is on the web', () => {
    for (const name of pages) {
      const resources = [...page(name).matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]*)"/g)];
      for (const [, target = ''] of resources) {
        assert.ok(target.startsWith('data:') || files.includes(join(target)), `${name}: ${target}`);
      }
    }
    for (const file of files.filter(name => name.endsWith('.css'))) {
      assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /url\(["']?(https?:|\/\/)|@import/);
    }
  });
  await t.test('a figure has its image, its alternative text and its data, which cannot end the script', () => {
    assert.match(page('02-sample'), /<img alt='The loss "falls" from 2 to 1\.'/);
    assert.match(page('02-sample'), /width="700"/);
    assert.match(page('02-sample'), /"name":"<\\\/script>"/);
    for (const [image] of page('02-sample').matchAll(/<img\b[^>]*>/g)) assert.match(image, /\balt=["'][^"']/);
    assert.doesNotMatch(page('02-sample'), /hidden words/, 'the words beside the figure are said twice');
  });
  await t.test('results and formulas of outputs are there', () => {
    assert.match(page('02-sample'), /50176 pixels/);
    assert.match(page('02-sample'), /katex-display/);
    assert.doesNotMatch(page('02-sample'), /\$\$|\\lfloor(?![^<]*<\/annotation>)|MathJax/);
  });
  await t.test('solutions are folded, and only there', () => {
    const folded = [...page('02-sample').matchAll(/<details class="solution">[\s\S]*?<\/details>/g)].map(
      ([html]) => html,
    );
    assert.equal(folded.length, 2);
    assert.match(folded[0] ?? '', /55/);
    assert.doesNotMatch(page('02-sample').replace(/<details class="solution">[\s\S]*?<\/details>/g, ''), /\b55\b/);
  });
  await t.test('contents, neighbours and links between notebooks', () => {
    assert.match(page('02-sample'), /<a href="#Exercise">Exercise<\/a>/);
    assert.match(page('02-sample'), /<a rel="next" href="03-second.html">The second →<\/a>/);
    assert.match(page('03-second'), /<a rel="prev" href="02-sample.html">← A sample<\/a>/);
    assert.match(page('03-second'), /href="02-sample.html#Exercise"/);
    const back = page('03-second').match(/href="02-sample.html"/g);
    assert.equal(back?.length, 2, 'the links of the notebook are not there beside those of the page');
    assert.doesNotMatch(page('02-sample'), /\.ipynb"/);
    assert.match(page('index'), /<a href="02-sample.html">A sample<\/a>/);
  });
  await t.test('Chromium without network draws the figure and asks for nothing else', async () => {
    const executable = findChromium();
    if (executable === undefined) return;
    const browser = await launchChromium(executable);
    const context = await browser.newContext({ offline: true });
    const opened = await context.newPage();
    const strangers: string[] = [];
    opened.on('request', request => {
      if (!/^(file|data|blob):/.test(request.url())) strangers.push(request.url());
    });
    opened.on('console', message => strangers.push(message.text()));
    opened.on('pageerror', error => strangers.push(error.message));
    await opened.goto(pathToFileURL(join(folder, '02-sample.html')).href);
    await opened.waitForSelector('figure .js-plotly-plot .scatterlayer path');
    assert.equal(await opened.isVisible('figure.plotly img'), false);
    assert.equal(await opened.getAttribute('figure [role="img"]', 'aria-label'), ALT);
    await browser.close();
    assert.deepEqual(strangers, []);
  });
});

/** The page with wide things and a figure, in a window of a width. */
async function openWide(t: TestContext, width: number): Promise<Page | undefined> {
  const executable = findChromium();
  if (executable === undefined) return undefined;
  const { course, folder } = sampleSite(t, SECOND + WIDE);
  buildSite(course, folder);
  const browser = await launchChromium(executable);
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width, height: 2000 } });
  await page.goto(pathToFileURL(join(folder, '03-second.html')).href);
  await page.waitForSelector('figure .js-plotly-plot .scatterlayer .point');
  return page;
}

const widthOf = (page: Page): Promise<number> => page.locator('html').evaluate(({ scrollWidth }) => scrollWidth);

test('on a phone', async t => {
  const page = await openWide(t, 390);
  if (page === undefined) return;

  await t.test('nothing makes the page wider, and code is broken into lines', async () => {
    assert.equal(await widthOf(page), 390);
    for (const code of await page.locator('pre').all()) {
      assert.ok(await code.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
    }
  });
  await t.test('a figure is drawn smaller, whole, and without buttons', async () => {
    await page.waitForSelector('figure .js-plotly-plot[style*="scale"]');
    const place = await page.locator('figure.plotly').boundingBox();
    const drawn = await page.locator('figure .svg-container').boundingBox();
    assert.ok(place && drawn);
    assert.ok(Math.abs(drawn.width - place.width) < 1, `${drawn.width} wide in ${place.width}`);
    assert.ok(Math.abs(drawn.height - (300 * drawn.width) / 700) < 1, `${drawn.height} high`);
    assert.ok(Math.abs(place.height - drawn.height) < 3, `${place.height - drawn.height} are left below`);
    assert.equal(await page.locator('.modebar').count(), 0);
  });
  await t.test('plotly finds the pointer in a figure that is drawn smaller', async () => {
    const point = await page.locator('figure .scatterlayer .point').last().boundingBox();
    assert.ok(point);
    await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
    await page.waitForSelector('figure .hoverlayer .hovertext');
    assert.match(await page.locator('figure .hoverlayer').innerHTML(), /\(?1/);
  });
});

test('a wide table uses the empty column at the right of the text, and the figure has its own size', async t => {
  const page = await openWide(t, 1280);
  if (page === undefined) return;
  const main = await page.locator('main').boundingBox();
  const table = await page.locator('table').boundingBox();
  const drawn = await page.locator('figure .svg-container').boundingBox();
  assert.ok(main && table && drawn);
  assert.ok(table.x + table.width > main.x + main.width + 200, `it ends at ${table.x + table.width}`);
  assert.equal(await widthOf(page), 1280);
  assert.ok(drawn.width > 680, `the figure is ${drawn.width} wide`);
});

const TASK: Exercise = {
  id: 'second.1',
  kind: 'prediction',
  title: 'which is "more"',
  prompt: 'Which is more?\n\n 1  2\n <  3',
  hints: ['Count.', 'Count again.'],
  ...choice([
    { answer: 'a', text: 'one & a half', says: 'Three is "more" than that.' },
    { answer: 'b', text: '<b>three</b>', says: 'It is twice <one and a half>.', right: true },
  ]),
  leadsTo: 'Counting goes on.',
};
const TASKS: Catalogue = {
  notebooks: ['second'],
  exercisesOf: () => [TASK, { ...TASK, id: 'second.2', choices: undefined }],
  solutionOf: () => ({ missing: '' }),
};
const ASKING = `
\`\`\`typescript
let guess: string | undefined;
// BEGIN SOLUTION
guess = 'b';
// END SOLUTION
exercise('second.1', guess);
\`\`\`

\`\`\`typescript tags=["measures", "reveals"]
measure();
\`\`\`

\`\`\`typescript
exercise('second.2', 3);
\`\`\`
`;

/** The outputs that a kernel gives to an exercise without an answer. */
function asked(id: string): Output[] {
  const { messages, send } = makeSink();
  const journal = { read: () => ({ standings: new Map() }), record: () => undefined };
  exercise(id, undefined, { catalogue: TASKS, journal, send });
  return messages.map(({ data }) => ({ output_type: 'display_data', data, metadata: {} }));
}

/** A site whose second page asks, and then reveals a figure. */
function askingSite(t: TestContext): string {
  const course = sampleCourse(t);
  writeFileSync(textPath(course, '03-second'), SECOND + ASKING);
  const outputs = [asked('second.1'), OUTPUTS.slice(0, 1), asked('second.2')];
  for (const { name, learner } of readSources(course, ['02-sample', '03-second'])) {
    const cells = learner.cells.map((cell): Cell => {
      if (cell.cell_type !== 'code') return cell;
      return { ...cell, execution_count: 1, outputs: name === '03-second' ? (outputs.shift() ?? []) : [] };
    });
    writeFileSync(notebookPath(course, name), formatNotebook({ ...learner, cells }));
  }
  const folder = join(course.root, 'site');
  buildSite(course, folder, TASKS);
  return folder;
}

test('a page asks, folds and reveals', async t => {
  const folder = askingSite(t);
  const address = pathToFileURL(join(folder, '03-second.html')).href;
  const html = readFileSync(join(folder, '03-second.html'), 'utf8');

  await t.test('only a question with choices becomes a form, and is not asked twice', () => {
    assert.equal(html.match(/<form class="question"/g)?.length, 1);
    assert.doesNotMatch(html, /Not answered yet: second\.1/);
    assert.match(html, /Not answered yet: second\.2/);
  });
  await t.test('what only measures, and what reveals, is folded', () => {
    assert.match(html, /<summary>Code that measures<\/summary>\s*<div class="highlight[^"]*"><pre>.*measure/);
    assert.match(html, /<summary>Answer first, then open<\/summary>\s*<div class="outputs">\s*<figure/);
  });

  const executable = findChromium();
  if (executable === undefined) return;
  const browser = await launchChromium(executable);
  t.after(() => browser.close());
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', message => errors.push(message.text()));
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(address);
  const verdict = page.getByRole('status');
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('radio', { name }).check();
    await page.getByRole('button', { name: 'Check' }).click();
  };

  await t.test('the question is a group with a name, and its text is text', async () => {
    const group = page.getByRole('group', { name: 'second.1 which is "more"' });
    assert.deepEqual(await group.getByRole('radio').count(), 2);
    assert.equal(await group.locator('pre').innerText(), ' 1  2\n <  3');
    assert.equal(await verdict.getAttribute('aria-live'), 'polite');
  });
  await t.test('without an answer there is nothing to check', async () => {
    await page.getByRole('button', { name: 'Check' }).click();
    assert.equal(await verdict.innerText(), '');
  });
  await t.test('a choice is told what was overlooked, or why it is right', async () => {
    await choose('one & a half');
    assert.equal(await verdict.innerText(), '✗ Not yet. Three is "more" than that.');
    await page.getByRole('radio', { name: '<b>three</b>' }).check();
    assert.equal(await verdict.innerText(), '', 'the verdict of the answer before is gone');
    await choose('<b>three</b>');
    assert.equal(await verdict.innerText(), '✓ Right. It is twice <one and a half>.');
  });
  await t.test('the answer is kept in the browser', async () => {
    await page.reload();
    assert.equal(await page.getByRole('radio', { name: '<b>three</b>' }).isChecked(), true);
    assert.equal(await verdict.innerText(), '✓ Right. It is twice <one and a half>.');
  });
  await t.test('a keyboard is enough', async () => {
    await page.getByRole('radio', { name: '<b>three</b>' }).focus();
    await page.keyboard.press('ArrowUp');
    assert.equal(await verdict.innerText(), '', 'an arrow only moves');
    await page.keyboard.press('Enter');
    assert.equal(await verdict.innerText(), '✗ Not yet. Three is "more" than that.');
  });
  await t.test('a revealed figure is drawn when it is opened', async () => {
    assert.equal(await page.locator('figure.plotly').isVisible(), false);
    await page.getByText('Answer first, then open').click();
    await page.waitForSelector('figure .js-plotly-plot .scatterlayer path');
    assert.equal(await page.getByText('measure();').isVisible(), false);
    await page.getByText('Code that measures').click();
    assert.equal(await page.getByText('measure();').isVisible(), true);
  });
  assert.deepEqual(errors, []);
});

test('a page that would load something from elsewhere is refused', t => {
  const { course, folder } = sampleSite(t);
  const image = '![A cat](https://example.org/cat.png)';
  editText(course, '03-second', 'See ', `${image} See `);
  const source = readSources(course, ['03-second'])[0];
  if (source === undefined) throw new Error('The second notebook has no source.');
  writeFileSync(notebookPath(course, '03-second'), formatNotebook(source.learner));
  assert.throws(() => buildSite(course, folder), {
    message:
      '03-second: the page would load https://example.org/cat.png, which is not part of the site. Show it from a cell instead.',
  });
});

test('a notebook that was not made yet has no page', t => {
  const course = sampleCourse(t);
  assert.throws(() => buildSite(course, join(course.root, 'site')), {
    message: 'notebooks/02-sample.ipynb is missing. Run npm run notebooks -- sample first.',
  });
});

test('formulas are drawn from escaped LaTeX, and a wrong one is an error', () => {
  const html = renderMath('<p><span class="math inline">a &lt; b</span></p>');
  assert.match(html, /<mo>&lt;<\/mo>/);
  assert.throws(() => renderMath('<span class="math inline">\\fra{1}{2}</span>'), /KaTeX parse error/);
});
