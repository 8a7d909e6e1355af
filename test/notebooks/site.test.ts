import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { findChromium, launchChromium } from '../../scripts/notebooks/chromium';
import { type Course, notebookPath, textPath } from '../../scripts/notebooks/course';
import { readSources } from '../../scripts/notebooks/forms';
import { type Cell, formatNotebook, type Output, PLOTLY } from '../../scripts/notebooks/notebook';
import { buildSite } from '../../scripts/site/build';
import { renderMath } from '../../scripts/site/math';
import { editText, sampleCourse } from './course';

const PIXEL =
  '/9j/2wBDAFBQUFBVUFpkZFp9h3iHfbmqm5uquf/I18jXyP//////////////////////////////////////////////////2wBDAVBQUFBVUFpkZFp9h3iHfbmqm5uquf/I18jXyP//////////////////////////////////////////////////wgARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAVAQEBAAAAAAAAAAAAAAAAAAADBP/aAAwDAQACEAMQAAAAkDt//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwB//9k=';
const ALT = 'The loss "falls" from 2 to 1.';
const OUTPUTS: readonly Output[] = [
  {
    output_type: 'display_data',
    data: {
      [PLOTLY]: { data: [{ type: 'scatter', y: [2, 1], name: '</script>' }], layout: { width: 400, height: 300 } },
      'text/plain': ALT,
      'image/jpeg': PIXEL,
    },
    metadata: { 'image/jpeg': { width: 400, height: 300 } },
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

/** A site of two notebooks whose outputs are written down, not run. */
function sampleSite(t: TestContext): { course: Course; folder: string } {
  const course = sampleCourse(t);
  writeFileSync(textPath(course, '03-second'), SECOND);
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
    assert.match(page('02-sample'), /width="400"/);
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
