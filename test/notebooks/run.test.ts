import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { type CodeCell, type DisplayOutput, PLOTLY, parseNotebook } from '../../lib/workbook/notebook';
import { findChromium } from '../../scripts/notebooks/chromium';
import { type Course, listNotebooks, notebookPath, textPath } from '../../scripts/notebooks/course';
import { type Painter, startPainter, withImages } from '../../scripts/notebooks/images';
import { parseOptions } from '../../scripts/notebooks/options';
import { runNotebooks } from '../../scripts/notebooks/run';
import { readRuns } from '../../scripts/notebooks/runs';
import { codeCell, compileLibrary, editText, notebookOf, sampleCourse } from './course';

async function run(course: Course, ...args: string[]): Promise<{ passed: boolean; printed: string }> {
  const printed: string[] = [];
  const { signal } = new AbortController();
  const print = (line: string): number => printed.push(line);
  const passed = await runNotebooks(course, parseOptions(args), { print, signal });
  return { passed, printed: printed.join('\n') };
}

const readSample = (course: Course): string => readFileSync(notebookPath(course, '02-sample'), 'utf8');

test('a notebook from its text to its outputs, and on', async t => {
  const course = sampleCourse(t);
  compileLibrary(course);

  await t.test('a quick run executes both forms and writes nothing', async () => {
    const { passed, printed } = await run(course, '--quick');
    assert.ok(passed, printed);
    assert.match(printed, /02-sample {2}solved {3}5\/5 cells +[\d.]+ s {2}\d+ MB \+ \d+ MB shared/);
    assert.match(printed, /02-sample {2}learner {2}5\/5 cells/);
    assert.deepEqual(readdirSync(join(course.root, 'notebooks')), ['text']);
  });

  await t.test('a full run writes the learner’s form with outputs, image, times and memory', async () => {
    const { passed, printed } = await run(course);
    assert.ok(passed, printed);
    const { cells, metadata } = parseNotebook(readSample(course));
    const code = cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');
    assert.deepEqual(Object.keys(metadata), ['convnets', 'kernelspec', 'language_info']);
    assert.doesNotMatch(readSample(course), /positions = 55|input - kernel \+ 1|SOLUTION/);
    assert.deepEqual(code[2]?.outputs, [{ output_type: 'stream', name: 'stdout', text: 'positions: not answered\n' }]);
    const [figure] = code[0]?.outputs ?? [];
    assert.ok(figure?.output_type === 'display_data');
    assert.equal(figure.data['text/plain'], 'The loss falls from 2 to 1 and rises to 3.');
    assert.equal(figure.data['text/html'], undefined, 'a step of the live chart is left');
    if (findChromium() !== undefined) assert.equal(sizeOf(figure.metadata['image/jpeg']).width, 700);
    const { learner, solved } = readRuns(course).sample ?? {};
    for (const record of [learner, solved]) {
      assert.ok(
        record && record.privateMB > 50 && record.privateMB < 2000 && record.seconds > 0,
        JSON.stringify(record),
      );
    }
    assert.deepEqual(readdirSync(join(course.root, 'notebooks')).sort(), ['02-sample.ipynb', 'runs.json', 'text']);
  });

  await t.test('--check agrees with what was written', async () => {
    const { passed, printed } = await run(course, '--check');
    const withoutImages = findChromium() === undefined;
    assert.equal(passed, !withoutImages, printed);
    const expected = withoutImages ? /no static image/ : /^Text, code and outputs belong together in 02-sample\.$/;
    assert.match(printed, expected);
  });

  await t.test('nbformat accepts it, and nbconvert’s own template shows the image', () => {
    const python = (...args: string[]): string =>
      execFileSync(course.python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 });
    const validate = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))';
    assert.equal(python('-c', validate, notebookPath(course, '02-sample')), '');
    const html = python('-m', 'nbconvert', '--to', 'html', '--stdout', notebookPath(course, '02-sample'));
    assert.equal(/<img[^>]*src="data:image\/jpeg;base64,/.test(html), findChromium() !== undefined);
  });

  await t.test('a change of prose keeps the outputs and runs nothing', async () => {
    const before = readSample(course);
    editText(course, '02-sample', 'One figure', 'A figure');
    assert.equal((await run(course, '--check')).passed, false);
    const { printed } = await run(course);
    assert.match(printed, /^(No Chromium.*\n)?02-sample {2}outputs kept: code and library are as they were$/);
    const lines = (json: string): string[] => json.split('\n').filter(line => !/One figure|A figure|"id"/.test(line));
    assert.deepEqual(lines(readSample(course)), lines(before));
  });

  await t.test('a failing cell is named with its place, and the notebook stays as it was', async () => {
    const before = readSample(course);
    editText(course, '02-sample', "console.log('second line');", "throw new RangeError('no such layer');");
    const { passed, printed } = await run(course);
    assert.equal(passed, false);
    assert.match(
      printed,
      /02-sample, solved form: cell 4 \(In \[2\]\) failed\n {2}at notebooks\/text\/02-sample\.md:33\n/,
    );
    assert.match(printed, /no such layer/);
    assert.equal(readSample(course), before);
  });
});

test('names: slugs, numbers and full names choose, others are refused', t => {
  const course = sampleCourse(t);
  writeFileSync(textPath(course, '10-other'), '');
  assert.deepEqual(listNotebooks(course, []), ['02-sample', '10-other']);
  assert.deepEqual(listNotebooks(course, ['10']), ['10-other']);
  assert.deepEqual(listNotebooks(course, ['02-sample']), ['02-sample']);
  assert.deepEqual(listNotebooks(course, ['other', 'sample']), ['02-sample', '10-other']);
  assert.throws(() => listNotebooks(course, ['1']), {
    name: 'RangeError',
    message: 'No notebook "1" in notebooks/text. There are: 02-sample, 10-other.',
  });
  for (const [name, message] of [
    ['10-sample', 'notebooks/text/10-sample.md: another notebook is called sample too.'],
    ['10-third', 'notebooks/text/10-third.md: another notebook is called 10 too.'],
  ] as const) {
    writeFileSync(textPath(course, name), '');
    assert.throws(() => listNotebooks(course, []), { name: 'RangeError', message });
    rmSync(textPath(course, name));
  }
  writeFileSync(textPath(course, 'Draft'), '');
  assert.throws(() => listNotebooks(course, []), {
    message:
      'notebooks/text/Draft.md: a notebook is named with two digits and words, such as 01-convolution-arithmetic.md.',
  });
});

const FIGURE: DisplayOutput = {
  output_type: 'display_data',
  data: {
    [PLOTLY]: { data: [{ type: 'scatter', y: [1, 2] }], layout: { width: 300, height: 200, sliders: [{}] } },
    'text/plain': 'A line.',
  },
  metadata: {},
};

function sizeOf(metadata: unknown): { width: number; height: number } {
  assert.ok(typeof metadata === 'object' && metadata !== null && 'width' in metadata && 'height' in metadata);
  return { width: Number(metadata.width), height: Number(metadata.height) };
}

test('every figure without an image gets one, and nothing else does', async () => {
  const painter: Painter = {
    paint: output => Promise.resolve({ ...output, data: { ...output.data, 'image/jpeg': 'drawn' } }),
    close: () => Promise.resolve(),
  };
  const drawn = { ...FIGURE, data: { ...FIGURE.data, 'image/jpeg': 'drawn before' } };
  const text = { output_type: 'stream', name: 'stdout', text: 'a' } as const;
  const { cells } = await withImages(notebookOf([codeCell('1;', { outputs: [text, FIGURE, drawn] })]), painter);
  const outputs = cells[0]?.cell_type === 'code' ? cells[0].outputs : [];
  const images = outputs.map(output => ('data' in output ? output.data['image/jpeg'] : undefined));
  assert.deepEqual(images, [undefined, 'drawn', 'drawn before']);
});

test('Chromium draws a figure at twice its size; without a Chromium there is no painter', async () => {
  const root = join(__dirname, '..', '..');
  const painter = await startPainter({ root, python: '' });
  assert.equal(painter === undefined, findChromium() === undefined);
  if (painter === undefined) return;
  const { data, metadata } = await painter.paint(FIGURE);
  await painter.close();
  const jpeg = await sharp(Buffer.from(String(data['image/jpeg']), 'base64')).metadata();
  const { width, height } = sizeOf(metadata['image/jpeg']);
  assert.deepEqual([jpeg.format, jpeg.width, jpeg.height], ['jpeg', 2 * width, 2 * height]);
  assert.equal(width, 300);
  assert.ok(height > 100 && height <= 200, `the empty foot is cut off: ${height}`);
  assert.equal(data['image/png'], undefined); // JupyterLab would show it in place of the figure
});
