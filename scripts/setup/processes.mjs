// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const posix = process.platform !== 'win32';

/**
 * When a process was started, as the system tells it; empty when there is none. Together with its number this tells one
 * process from a later one with the same number. (Its command line does not: npm and interpreters change theirs.)
 *
 * @param {number} pid
 * @returns {string}
 */
export function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? '' : (fields[19] ?? '');
    } catch {
      return '';
    }
  }
  const [file, ...args] = posix
    ? ['ps', '-p', String(pid), '-o', 'lstart=']
    : ['powershell', '-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`];
  return (spawnSync(file, args, { encoding: 'utf8', windowsHide: true }).stdout ?? '').trim();
}

/**
 * Ends a process with all that it started. The process must lead its own group (`detached`), except on Windows.
 *
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function endTree(pid, signal) {
  if (!posix) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
