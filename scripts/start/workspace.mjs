// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../setup/stamp.mjs';

/** The name that JupyterLab gives to the file of its workspace "default". */
export const workspaceFile = 'default-37a8.jupyterlab-workspace';

/** JupyterLab's layout with its panels closed, so that a notebook has the whole width; open, the left one shows names whole. */
const layout = {
  // Without "current": JupyterLab reads its first letters wherever it is there.
  main: { dock: null },
  down: { size: 0, collapsed: true, widgets: [] },
  left: { collapsed: true, visible: true, current: null, widgets: ['filebrowser'] },
  right: { collapsed: true, visible: true, current: null, widgets: [] },
  relativeSizes: [0.3, 0.7, 0],
  top: { simpleVisibility: true },
};

/**
 * Gives JupyterLab a workspace to begin with. From then on it is the learner's: JupyterLab keeps there what they open.
 *
 * @param {string} folder where JupyterLab looks for workspaces
 */
export function writeFirstWorkspace(folder) {
  const file = join(folder, workspaceFile);
  if (existsSync(file)) return;
  const workspace = { data: { 'layout-restorer:data': layout }, metadata: { id: 'default' } };
  writeWhole(file, JSON.stringify(workspace));
}
