// @ts-check
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFile } from './kinds.mjs';
import { endTree, startOf } from './processes.mjs';

/**
 * @typedef {{ pid: number, start: string }} Running
 * @typedef {Running & { children: Running[] }} Holder
 */

/** @param {Running} running */
const isAlive = ({ pid, start }) => pid !== process.pid && start !== '' && startOf(pid) === start;

/**
 * @param {string} file
 * @returns {Holder | undefined} undefined where there is no lock, or it is damaged
 */
function readHolder(file) {
  if (!isFile(file)) return undefined;
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return [holder, ...holder.children].every(isRunning) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** @param {any} value read from a file */
const isRunning = value => Number.isInteger(value.pid) && value.pid > 0 && typeof value.start === 'string';

/**
 * Takes a lock whose holder is gone: ends what the holder had started, then moves the lock out of the way. Moving is
 * what decides when two take over at once: a lock that is no longer the dead holder's is put back.
 *
 * @param {string} file
 * @param {Holder | undefined} dead
 */
function clearDead(file, dead) {
  for (const child of dead?.children ?? []) if (isAlive(child)) endTree(child.pid, 'SIGKILL');
  const aside = `${file}.${process.pid}`;
  try {
    rmSync(aside, { recursive: true, force: true });
    renameSync(file, aside);
    if (readHolder(aside)?.pid !== dead?.pid) renameSync(aside, file);
    else rmSync(aside, { recursive: true });
  } catch {
    // Another set-up moved it first.
  }
}

/**
 * Waits until this process is the only set-up of the checkout.
 *
 * @param {string} file
 * @param {(text: string) => void} say
 */
export async function takeLock(file, say) {
  mkdirSync(dirname(file), { recursive: true });
  /** @type {Holder} */
  const mine = { pid: process.pid, start: startOf(process.pid), children: [] };
  let unreadable = 0;
  let said = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        rmSync(file, { force: true }); // made, and not written: the disk is full
        throw error;
      }
    }
    const holder = readHolder(file);
    if (holder && isAlive(holder)) {
      if (!said) say(`Another set-up of this folder is running (process ${holder.pid}). Waiting until it ends.`);
      said = true;
    } else if (holder || unreadable++ > 4) {
      clearDead(file, holder);
      continue;
    }
    await sleep(200);
  }

  const save = () => {
    const next = `${file}.next`;
    try {
      writeFileSync(next, JSON.stringify(mine));
      renameSync(next, file);
    } catch {
      // On a full disk the lock holds all the same; a later set-up would not know of this child.
    }
  };
  return {
    /**
     * Records a child, so that a later set-up can end it if this one is killed.
     *
     * @param {number} pid
     */
    childStarted(pid) {
      mine.children.push({ pid, start: startOf(pid) });
      save();
    },
    /** @param {number} pid */
    childEnded(pid) {
      mine.children = mine.children.filter(child => child.pid !== pid);
      save();
    },
    release() {
      for (const child of mine.children) endTree(child.pid, 'SIGKILL');
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof takeLock>>} Lock */
