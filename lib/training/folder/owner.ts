import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { systemErrorCode } from '../../files/systemProblem';

/** The process that trains in a folder, as its lock says. */
export interface Owner {
  readonly pid: number;
  /** What sets the process apart from others with its number, before and after it; null where the system does not say. */
  readonly start: string | null;
  readonly host: string;
  /** When it began, as ISO 8601 has it. */
  readonly since: string;
  /** Of the run, which is one of many of its process. */
  readonly token: string;
}

/** This process, for a run that begins now. */
export function ownerNow(token: string): Owner {
  const { pid } = process;
  return { pid, start: startOf(pid), host: hostname(), since: new Date().toISOString(), token };
}

/**
 * What has become of an owner: another computer cannot be asked, since the folder may lie on a disk that several share.
 * Process numbers are given again, so a process of that number is the owner only if it began when the owner began.
 */
export function stateOf({ pid, start, host, since }: Owner): 'this process' | 'running' | 'gone' | 'elsewhere' {
  if (host !== hostname()) return 'elsewhere';
  if (!isRunning(pid)) return 'gone';
  const isOther = start === null ? isBeforeSystemStart(since) : start !== startOf(pid);
  if (isOther) return 'gone';
  return pid === process.pid ? 'this process' : 'running';
}

/** A clock may have been set meanwhile. Milliseconds. */
const CLOCK_DRIFT = 60_000;

function isBeforeSystemStart(since: string): boolean {
  return new Date(since).getTime() < Date.now() - uptime() * 1000 - CLOCK_DRIFT;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'; // somebody else's
  }
}

function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return startOnLinux(pid);
    if (process.platform === 'win32') return null;
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env }).trim();
  } catch {
    return null;
  }
}

/** Which start of the system, and how long after it: field 22 of the process's state, behind its name in parentheses. */
function startOnLinux(pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const state = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return `${boot} ${state.slice(state.lastIndexOf(')') + 2).split(' ')[19]}`;
}
