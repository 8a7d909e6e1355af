/** Makes the site: one page for each committed notebook, readable without network and without a server. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { type Catalogue, courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { at } from '../../lib/spec/at';
import { isFigure, type Notebook, type Output, PLOTLY, parseNotebook } from '../../lib/workbook/notebook';
import { type Course, listNotebooks, notebookPath, slugOf } from '../notebooks/course';
import { readSources, type Source } from '../notebooks/forms';
import { isLinks } from '../notebooks/links';
import { type Runs, readRuns } from '../notebooks/runs';
import { isCover } from '../notebooks/tags';
import { renderMath } from './math';
import { type Entry, headingsOf, indexPage, notebookPage } from './page';
import { asksQuestion, questionIn } from './question';

const HERE = __dirname;
const EXPORTER_OUTPUT_BYTES = 512 * 2 ** 20;

/**
 * Writes the site of a course.
 * @param course its folders; plotly.js and KaTeX come from its node_modules
 * @param folder where the site goes; what was there is replaced
 * @param catalogue its exercises
 * @returns the names of the notebooks that have a page
 * @throws Error when a notebook has no .ipynb yet, or a page would load something that is not part of the site
 */
export function buildSite(course: Course, folder: string, catalogue: Catalogue = courseCatalogue()): string[] {
  const sources = readSources(course, listNotebooks(course, []));
  const { bodies, styles } = exportBodies(
    course,
    sources.map(source => forSite(course, source, catalogue)),
  );
  const pages = sources.map(({ name }, index) => toPage(name, at(bodies, index)));
  rmSync(folder, { recursive: true, force: true });
  copyAssets(course, join(folder, 'assets'), styles);
  pages.forEach((page, index) => {
    writeFileSync(
      join(folder, page.href),
      notebookPage({ ...page, previous: pages[index - 1], next: pages[index + 1] }),
    );
  });
  const runs = readRuns(course);
  const entries = pages.map((page): Entry => ({ ...page, note: describeRun(runs, page.name) }));
  writeFileSync(join(folder, 'index.html'), indexPage(entries));
  return sources.map(({ name }) => name);
}

/** The committed notebook as the site shows it: with the solved code beside each stub, and with questions to answer. */
function forSite(course: Course, source: Source, catalogue: Catalogue): Notebook {
  const path = notebookPath(course, source.name);
  if (!existsSync(path)) {
    throw new Error(
      `notebooks/${source.name}.ipynb is missing. Run npm run notebooks -- ${slugOf(source.name)} first.`,
    );
  }
  const notebook = parseNotebook(readFileSync(path, 'utf8'));
  const cells = notebook.cells.map((cell, index) => {
    if (cell.cell_type !== 'code') return cell;
    const question = questionIn(cell.source, catalogue);
    const outputs = cell.outputs
      .filter(output => !isCover(output))
      .filter((output, i, shown) => !repeatsFigure(output, shown[i - 1]))
      .filter(output => question === undefined || !asksQuestion(output, question));
    const solution = source.solved.cells[index]?.source;
    const hasStub = solution !== source.learner.cells[index]?.source;
    const metadata = { ...cell.metadata, ...(hasStub && { solution }), ...(question && { question }) };
    return { ...cell, outputs, metadata };
  });
  // A page has links to its neighbours of its own.
  return { ...notebook, cells: cells.filter(cell => !isLinks(cell)) };
}

/** JupyterLab gives a figure no alternative text, so `show` adds it as hidden text. On the site the image has it. */
function repeatsFigure(output: Output, before: Output | undefined): boolean {
  if (before === undefined || !isFigure(before) || output.output_type !== 'display_data') return false;
  return !(PLOTLY in output.data) && output.data['text/plain'] === before.data['text/plain'];
}

interface Exported {
  readonly bodies: readonly string[];
  readonly styles: string;
}

function exportBodies(course: Course, notebooks: readonly Notebook[]): Exported {
  const json = execFileSync(course.python, [join(HERE, 'export.py')], {
    input: JSON.stringify(notebooks),
    encoding: 'utf8',
    maxBuffer: EXPORTER_OUTPUT_BYTES,
  });
  // Written by export.py.
  return JSON.parse(json) as Exported;
}

function toPage(name: string, exported: string): { name: string; href: string; title: string; body: string } {
  const body = renderMath(exported).replace(/href="(\d\d-[\w-]+)\.ipynb/g, 'href="$1.html');
  const stranger = body.match(/<(?:img|script|link|iframe|source|video)\b[^>]*\b(?:src|href)="(?!data:)([^"]*)"/)?.[1];
  if (stranger !== undefined) {
    throw new Error(
      `${name}: the page would load ${stranger}, which is not part of the site. Show it from a cell instead.`,
    );
  }
  const title = headingsOf(body).find(({ level }) => level === 1)?.html ?? name;
  return { name, href: `${name}.html`, title, body };
}

function copyAssets(course: Course, assets: string, styles: string): void {
  const packages = join(course.root, 'node_modules');
  mkdirSync(join(assets, 'katex', 'fonts'), { recursive: true });
  cpSync(join(HERE, 'assets'), assets, { recursive: true });
  cpSync(join(HERE, '..', 'figures', 'fit.js'), join(assets, 'fit.js'));
  writeFileSync(join(assets, 'code.css'), styles);
  writeFileSync(join(assets, 'plotly.min.js'), minified(join(packages, 'plotly.js-dist', 'plotly.js')));
  const katex = join(packages, 'katex', 'dist');
  cpSync(join(katex, 'katex.min.css'), join(assets, 'katex', 'katex.min.css'));
  for (const font of readdirSync(join(katex, 'fonts')).filter(file => file.endsWith('.woff2'))) {
    cpSync(join(katex, 'fonts', font), join(assets, 'katex', 'fonts', font));
  }
}

/** A script at half of its size. Its first comment, which holds the licence, stays. */
function minified(path: string): string {
  const script = readFileSync(path, 'utf8');
  const licence = script.slice(0, script.indexOf('*/') + '*/'.length);
  return transformSync(script, { minify: true, charset: 'utf8', banner: licence }).code;
}

function describeRun(runs: Runs, name: string): string {
  const run = runs[slugOf(name)]?.learner;
  if (run === undefined) return '';
  const time = run.seconds < 90 ? `${Math.ceil(run.seconds)} s` : `${Math.ceil(run.seconds / 60)} min`;
  return `runs in ${time} with ${((run.privateMB + run.sharedMB) / 1000).toFixed(1)} GB of memory`;
}
