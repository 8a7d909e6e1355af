// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './stamp.mjs';

const NAME = 'convnets-figures';

/** Figures are light cards; a dark JupyterLab dims them. The panel of files is wide enough for the names of notebooks. */
const STYLES = `
.js-plotly-plot .svg-container { border-radius: 8px; overflow: hidden; }
[data-jp-theme-light="false"] .js-plotly-plot { filter: brightness(0.85); }
body { --jp-sidebar-min-width: 280px; }
`;

/**
 * The course's own extension of JupyterLab, which makes figures fit: a script and a style, already built. JupyterLab's
 * plotly renderer takes what a figure says of itself, but draws it as wide as it was laid out, wherever it stands.
 *
 * @param {import('./places.mjs').Places} places
 */
export function figuresExtension({ root, venv }) {
  const folder = join(venv, 'share', 'jupyter', 'labextensions', NAME);
  return { folder, manifest: join(folder, 'package.json'), fit: join(root, 'scripts', 'figures', 'fit.js') };
}

/**
 * Writes the extension where every JupyterLab of the virtual environment finds it.
 *
 * @param {import('./places.mjs').Places} places
 */
export function writeFiguresExtension(places) {
  const { folder, manifest, fit } = figuresExtension(places);
  const script = [
    readFileSync(fit, 'utf8'),
    `document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(STYLES)} }));`,
    // JupyterLab asks every extension for its modules; this one has none.
    `(window._JUPYTERLAB ??= {})[${JSON.stringify(NAME)}] = { init() {}, get: async () => () => ({}) };\n`,
  ].join('\n');
  // A browser keeps a script of the same name.
  const load = `static/figures.${createHash('sha256').update(script).digest('hex').slice(0, 16)}.js`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'static'), { recursive: true });
  writeWhole(join(folder, load), script);
  const description = 'Figures fit into narrow windows.';
  const built = { name: NAME, version: '1.0.0', description, jupyterlab: { extension: true, _build: { load } } };
  writeWhole(manifest, `${JSON.stringify(built, null, 2)}\n`);
}
