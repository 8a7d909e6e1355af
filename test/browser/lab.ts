import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../scripts/notebooks/chromium';

export const root = join(__dirname, '..', '..');
const SCREENSHOTS = join(__dirname, 'screenshots');

/** A course that is being served, and a browser that looks at it. */
export interface Lab {
  readonly page: Page;
  /** Addresses other than this machine's that the page asked for. */
  readonly outside: readonly string[];
  /** What the page wrote to its console as an error, or threw. */
  readonly errors: readonly string[];
  /** Opens a notebook and waits until its kernel is ready. */
  readonly open: (notebook: string) => Promise<void>;
  /** Opens the address that the start prints, as somebody who has not been there before. */
  readonly start: () => Promise<void>;
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Serves the course with `npm start`'s own script and opens a browser without a window. */
export async function startLab(): Promise<Lab> {
  rmSync(join(root, '.setup', 'jupyter', 'workspaces'), { recursive: true, force: true });
  const port = await freePort();
  const server = spawn(process.execPath, ['scripts/start.mjs', '--no-browser', '--port', String(port)], { cwd: root });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  const seen = watch(page);
  const address = await servedAddress(server);
  mkdirSync(SCREENSHOTS, { recursive: true });
  return {
    page,
    ...seen,
    async open(notebook) {
      await page.goto(`${address.origin}/doc/tree/${notebook}${address.search}`);
      // Cells that are run before the kernel is there are not run at all, and nothing says so.
      await page.getByText(/^TypeScript \(convnets\) \| Idle$/).waitFor({ timeout: 60_000 });
    },
    async start() {
      await page.goto(address.href);
      await page.locator('.jp-Notebook').first().waitFor({ timeout: 60_000 });
    },
    async screenshot(name) {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
    async close() {
      await browser.close();
      server.kill('SIGTERM');
      await new Promise(resolve => server.once('close', resolve));
    },
  };
}

async function launchBrowser(): Promise<Browser> {
  const chromium = findChromium();
  if (chromium === undefined)
    throw new Error('The browser tests need Chromium, Chrome or Edge. Install one, or set CHROMIUM.');
  return launchChromium(chromium);
}

function watch(page: Page): Pick<Lab, 'outside' | 'errors'> {
  const outside: string[] = [];
  const errors: string[] = [];
  page.on('request', request => {
    const { protocol, hostname, href } = new URL(request.url());
    if (/^(http|ws)/.test(protocol) && hostname !== '127.0.0.1') outside.push(href);
  });
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', error => {
    errors.push(error.message);
  });
  return { outside, errors };
}

/** The address that `npm start` prints. */
function servedAddress(server: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const [address] = /http:\S+/.exec(text) ?? [];
      if (address !== undefined) resolve(new URL(address));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('close', () => reject(new Error(`JupyterLab ended before it served the course:\n${text}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
