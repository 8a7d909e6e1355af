// @ts-check
import { join } from 'node:path';

/**
 * Where set-up keeps things. Everything lies inside the checkout, so that removing the folder removes all of it.
 *
 * @param {string} root the checkout
 * @param {NodeJS.Platform} [system]
 */
export function placesOf(root, system = process.platform) {
  const setup = join(root, '.setup');
  const venv = join(root, '.venv');
  const nodeModules = join(root, 'node_modules');
  return {
    root,
    setup,
    venv,
    nodeModules,
    python: system === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python'),
    logs: join(setup, 'logs'),
    stamps: join(setup, 'stamps'),
    downloads: join(setup, 'downloads'),
    lock: join(setup, 'lock'),
    jupyter: join(setup, 'jupyter'),
    workspaces: join(setup, 'jupyter', 'workspaces'),
    tensorflow: join(setup, 'tensorflow'),
    backend: join(setup, 'backend.json'),
    tfjsNode: join(nodeModules, '@tensorflow', 'tfjs-node'),
    addon: join(nodeModules, '@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node'),
  };
}

/** @typedef {ReturnType<typeof placesOf>} Places */
