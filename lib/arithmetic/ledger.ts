import { definitions } from '../spec/ops';
import { toPair } from '../spec/pair';
import type { Shape } from '../spec/shape';
import type { LayerReport, Report } from './analyze';

/** One convolution or fully connected layer, together with what follows it up to the next one. */
export interface LedgerRow {
  /** The layer's name in the network. */
  readonly layer: string;
  readonly kind: 'convolution' | 'fully connected';
  /** Of the layer itself, without the batch. */
  readonly outputShape: Shape;
  /** Of the layer and of the normalization that follows it. */
  readonly params: number;
  readonly macs: number;
  /** Numbers in the outputs of the layer and of the normalization, activation, pooling … that follow it. */
  readonly activations: number;
  /** Side of the layer's receptive field in pixels, the longer one; null where a unit sees the whole image. */
  readonly receptiveField: number | null;
}

/**
 * What each convolution and each fully connected layer costs, with what follows it up to the next one. The columns add up
 * to the totals of the report, apart from the input image and what stands before the first of these layers, which have no row.
 *
 * Introduced in notebook counting.
 *
 * @param report what `analyze` returned
 * @returns a row for each layer with a kernel, in the network's order
 */
export function ledger(report: Report): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (const layer of report.layers) {
    const last = rows.at(-1);
    const { kernel } = definitions[layer.op];
    if (kernel !== 'none') rows.push(startRow(layer, kernel));
    else if (last !== undefined) rows[rows.length - 1] = extend(last, layer);
  }
  return rows;
}

function startRow(
  { name, outputShape, params, macs, activations, receptiveField }: LayerReport,
  kind: LedgerRow['kind'],
): LedgerRow {
  return {
    layer: name,
    kind,
    outputShape,
    params,
    macs,
    activations,
    receptiveField: receptiveField === null ? null : Math.max(...toPair(receptiveField.size)),
  };
}

function extend(row: LedgerRow, { params, macs, activations }: LayerReport): LedgerRow {
  return { ...row, params: row.params + params, macs: row.macs + macs, activations: row.activations + activations };
}
