/**
 * A static image for each figure, for the places that run no scripts: GitHub, nbviewer, a printed page.
 * It is a JPEG, because JupyterLab's renderer of plotly figures shows an `image/png` of the same output in the figure's
 * place, without its slider, until the mouse comes by.
 */
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { type DisplayOutput, isFigure, type Notebook, type Output, PLOTLY } from '../../lib/workbook/notebook';
import { findChromium, launchChromium } from './chromium';
import type { Course } from './course';

/** What plotly.js calls a figure. */
interface PlotlyFigure {
  readonly data: readonly unknown[];
  readonly layout: Readonly<Record<string, unknown>>;
}

interface PlotlyLibrary {
  toImage(
    figure: PlotlyFigure,
    options: { format: 'png'; width: number; height: number; scale: number },
  ): Promise<string>;
}

/** plotly.js in the page where the figures are drawn. */
declare const Plotly: PlotlyLibrary;

/** Draws figures; the caller closes it. */
export interface Painter {
  /** @returns the output with `image/jpeg`, and its width and height in CSS pixels as metadata */
  paint(output: DisplayOutput): Promise<DisplayOutput>;
  close(): Promise<void>;
}

/** Sizes for a figure that does not say its own, in CSS pixels. */
const WIDTH = 700;
const HEIGHT = 450;
/** Image pixels for each CSS pixel. */
const SCALE = 2;
const JPEG = 'image/jpeg';
/** Text and lines look as they do at 80, in three quarters of the bytes. */
const QUALITY = 65;
/** CSS pixels left below a figure whose slider was cut off. */
const MARGIN = 12;

/**
 * Opens a browser page with plotly.js.
 * @param course its folders; plotly.js comes from its node_modules
 * @returns a painter, or undefined when this machine has no Chromium
 */
export async function startPainter(course: Course): Promise<Painter | undefined> {
  const executable = findChromium();
  if (executable === undefined) return undefined;
  const browser = await launchChromium(executable);
  const page = await browser.newPage();
  await page.addScriptTag({ path: join(course.root, 'node_modules', 'plotly.js-dist', 'plotly.js') });

  return {
    async paint(output) {
      const figure = stillFigure(output.data[PLOTLY]);
      const width = numberOr(figure.layout.width, WIDTH);
      const height = numberOr(figure.layout.height, HEIGHT);
      const url = await page.evaluate(([drawn, options]) => Plotly.toImage(drawn, options), [
        figure,
        { format: 'png', width, height, scale: SCALE },
      ] as const);
      const drawn = await withoutEmptyFoot(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
      const { data, info } = await drawn
        .jpeg({ quality: QUALITY, mozjpeg: true })
        .toBuffer({ resolveWithObject: true });
      return {
        ...output,
        data: { ...output.data, [JPEG]: data.toString('base64') },
        metadata: { ...output.metadata, [JPEG]: { width: info.width / SCALE, height: info.height / SCALE } },
      };
    },
    close: () => browser.close(),
  };
}

/** Cuts off the empty place where a slider was. */
async function withoutEmptyFoot(png: Buffer): Promise<Sharp> {
  const whole = await sharp(png).metadata();
  const { info } = await sharp(png).trim().toBuffer({ resolveWithObject: true });
  const foot = info.height - (info.trimOffsetTop ?? 0) + MARGIN * SCALE;
  const height = Math.min(foot + (foot % SCALE), whole.height ?? foot);
  return sharp(png).extract({ left: 0, top: 0, width: whole.width ?? info.width, height });
}

/**
 * Adds an image to every figure that has none.
 * @param notebook an executed notebook
 * @param painter draws the figures
 * @returns the notebook with images
 */
export async function withImages(notebook: Notebook, painter: Painter): Promise<Notebook> {
  const cells: Notebook['cells'][number][] = [];
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') {
      cells.push(cell);
      continue;
    }
    const outputs: Output[] = [];
    for (const output of cell.outputs) outputs.push(lacksImage(output) ? await painter.paint(output) : output);
    cells.push({ ...cell, outputs });
  }
  return { ...notebook, cells };
}

/**
 * Tells whether a figure would be invisible where no script runs.
 * @param output any output
 * @returns true for a figure without an image
 */
export function lacksImage(output: Output): output is DisplayOutput {
  return isFigure(output) && output.data[JPEG] === undefined;
}

/** The figure as it stands before anyone touches it: a slider or a button in a picture would promise what it cannot do. */
function stillFigure(plotly: unknown): PlotlyFigure {
  // Plotly JSON from a display bundle; lib/figures is where its shape is made sure of.
  const { data, layout } = plotly as PlotlyFigure;
  const { sliders, updatemenus, ...still } = layout;
  return { data, layout: still };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
