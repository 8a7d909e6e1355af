/** Finds a Chromium on this machine. It draws the static images; a learner needs none. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** What the search depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

const THIS_MACHINE: Machine = { platform: process.platform, env: process.env, exists: existsSync };

/**
 * Looks for a Chromium, Chrome or Edge: the one that the variable CHROMIUM names, then the usual places.
 * @param machine where to look
 * @returns the path of the program, or undefined when there is none
 * @throws Error when CHROMIUM names a file that does not exist
 */
export function findChromium(machine: Machine = THIS_MACHINE): string | undefined {
  const { env, exists } = machine;
  if (env.CHROMIUM) {
    if (exists(env.CHROMIUM)) return env.CHROMIUM;
    throw new Error(`CHROMIUM=${env.CHROMIUM}: there is no such file. Name a Chromium, Chrome or Edge, or unset it.`);
  }
  return usualPlaces(machine).find(exists);
}

function usualPlaces({ platform, env }: Machine): string[] {
  if (platform === 'darwin') return MAC_APPLICATIONS;
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      folder => folder !== undefined,
    );
    return folders.flatMap(folder => WINDOWS_PROGRAMS.map(parts => join(String(folder), ...parts)));
  }
  const folders = (env.PATH ?? '').split(delimiter);
  return COMMANDS.flatMap(command => folders.map(folder => join(folder, command)));
}

/**
 * Starts the browser without a window.
 * @param executablePath path of the program, from `findChromium`
 * @returns the browser; the caller closes it
 */
export function launchChromium(executablePath: string): Promise<Browser> {
  // As root, for instance in a container, Chromium does not start with its sandbox. It only opens our own pages here.
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: asRoot ? ['--no-sandbox'] : [], handleSIGINT: false });
}
