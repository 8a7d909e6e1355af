import { GRID, INK, MUTED, PAPER } from '../style/theme';

const STEP_MILLISECONDS = 900;

/** Shows a frame at once. Heatmaps do not move, so every frame is drawn anew. */
const AT_ONCE = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };

/**
 * A slider, a play and a pause button for a figure whose frames are named '0', '1', ….
 *
 * @param labels one for each frame
 * @param prefix the words before the label of the frame shown
 * @param active the frame that is shown first
 * @returns keys of the layout
 */
export function playControls(labels: readonly string[], prefix: string, active = 0): Record<string, unknown> {
  const play = { ...AT_ONCE, fromcurrent: true, frame: { duration: STEP_MILLISECONDS, redraw: true } };
  const steps = labels.map((label, i) => ({ label, method: 'animate', args: [[String(i)], AT_ONCE] }));
  return {
    updatemenus: [
      {
        type: 'buttons',
        direction: 'left',
        showactive: false,
        ...{ x: 0, xanchor: 'left', y: 0, yanchor: 'top', pad: { t: 30, r: 8 } },
        ...{ bgcolor: PAPER, bordercolor: MUTED, font: { color: INK } },
        buttons: [
          { label: '▶ play', method: 'animate', args: [null, play] },
          { label: '❚❚ pause', method: 'animate', args: [[null], AT_ONCE] },
        ],
      },
    ],
    sliders: [
      {
        active,
        steps,
        ...{ x: 0.26, len: 0.74, xanchor: 'left', y: 0, yanchor: 'top', pad: { t: 8, r: 8 } },
        currentvalue: { prefix, xanchor: 'left', font: { size: 13, color: INK } },
        ...{
          bgcolor: GRID,
          activebgcolor: MUTED,
          bordercolor: MUTED,
          tickcolor: MUTED,
          font: { size: 11, color: MUTED },
        },
        transition: { duration: 0 },
      },
    ],
  };
}
