import type { TimedDetections } from '../detection/detection';
import { at } from '../spec/at';

/**
 * What was found, the surest first: score, class and box; then how often the network ran.
 *
 * @param names of the classes; null where there are none
 */
export function detectionTable({ detections, evaluations }: TimedDetections, names: readonly string[] | null): string {
  const lines = detections.map(({ box, label, score }) => {
    const name = names === null ? String(label) : at(names, label);
    return `${score.toFixed(3).padStart(7)}  ${name.padEnd(12)}  ${box.map(edge => edge.toFixed(1)).join(', ')}`;
  });
  const runs = evaluations === 1 ? 'once' : `${evaluations} times`;
  return [...(lines.length > 0 ? lines : ['nothing found']), `the network ran ${runs}`].join('\n');
}
