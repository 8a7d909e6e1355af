// @ts-check
import { join } from 'node:path';
import { figuresExtension, writeFiguresExtension } from './figures.mjs';
import { writeKernelspec } from './kernelspec.mjs';
import { filesUnder, writeWhole } from './stamp.mjs';

/** JupyterLab's own settings; a learner's choices in its menus come before these. */
export const labSettings = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/extensionmanager-extension:plugin': { enabled: false },
  // The names of notebooks need the width.
  '@jupyterlab/filebrowser-extension:browser': { showLastModifiedColumn: false },
  '@jupyterlab/notebook-extension:tracker': { kernelShutdown: true },
};

/** The server's: nothing is asked of the internet. */
export const serverSettings = {
  LabApp: {
    check_for_updates_class: 'jupyterlab.handlers.announcements.NeverCheckForUpdate',
    extension_manager: 'readonly',
    news_url: null,
  },
  // No language servers come with the course, and looking for them would take part of each start.
  LanguageServerManager: { autodetect: false },
  MultiKernelManager: { default_kernel_name: 'tslab' },
};

/** @param {import('./places.mjs').Places} places */
export const settingsFiles = places => ({
  lab: join(places.venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json'),
  server: join(places.venv, 'etc', 'jupyter', 'jupyter_server_config.json'),
  kernel: join(places.venv, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'),
  figures: figuresExtension(places).manifest,
});

/** @param {import('./places.mjs').Places} places */
export const jupyterFiles = places => [
  ...Object.values(settingsFiles(places)),
  ...filesUnder(join(figuresExtension(places).folder, 'static')),
];

/**
 * Writes the course's settings, its kernel and what makes figures fit into the virtual environment, where every JupyterLab of it finds them.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function setUpJupyter({ places }) {
  const files = settingsFiles(places);
  writeWhole(files.lab, `${JSON.stringify(labSettings, null, 2)}\n`);
  writeWhole(files.server, `${JSON.stringify(serverSettings, null, 2)}\n`);
  writeFiguresExtension(places);
  writeKernelspec({ root: places.root, venv: places.venv, node: process.execPath });
  return 'kernel "tslab"';
}
