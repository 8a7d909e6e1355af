import { lookUp } from '../../spec/at';
import type { DiagramBox, Edge } from './blocks';

/** Where boxes and lines stand, counted in rows from the top and lanes from left to right. */
export interface Grid {
  readonly rows: ReadonlyMap<DiagramBox, number>;
  readonly laneOf: ReadonlyMap<DiagramBox, Lane>;
  /** The lane in which a line passes the rows between its boxes, where there are any. */
  readonly edgeLanes: ReadonlyMap<Edge, Lane>;
  /** From left to right. */
  readonly lanes: readonly Lane[];
}

/** A column for boxes, or a narrow one for lines that pass boxes. */
export interface Lane {
  readonly kind: 'box' | 'line';
  readonly taken: Set<number>;
}

/** Boxes, one after the other, beside the trunk, or a single line that passes boxes; it takes the rows between those it connects. */
interface Strand {
  readonly boxes: readonly DiagramBox[];
  readonly edges: readonly Edge[];
  readonly from: number;
  readonly to: number;
  /** Place among the inputs of the join where it ends, counted from the trunk: negative on its left. */
  readonly side: number;
}

/** Boxes and lines to place, with what is known of them so far. */
interface Plan {
  readonly boxes: readonly DiagramBox[];
  readonly edges: readonly Edge[];
  readonly rows: ReadonlyMap<DiagramBox, number>;
  readonly trunk: readonly DiagramBox[];
}

/**
 * Puts the longest way through the network into one straight lane, the trunk. What runs beside it gets lanes on the left
 * or right, in the order in which a join reads it; short ways stand nearer to the trunk.
 *
 * @param output the box where the trunk ends
 */
export function toGrid(boxes: readonly DiagramBox[], edges: readonly Edge[], output: DiagramBox | undefined): Grid {
  const rows = ranks(boxes, edges);
  const trunk = trunkOf(boxes, edges, output);
  const middle: Lane = { kind: 'box', taken: new Set() };
  const laneOf = new Map<DiagramBox, Lane>(trunk.map(box => [box, middle] as const));
  const edgeLanes = new Map<Edge, Lane>();
  const sides: { readonly left: Lane[]; readonly right: Lane[] } = { left: [], right: [] };
  for (const strand of strandsOf({ boxes, edges, rows, trunk })) {
    const lane = freeLane(strand.side < 0 ? sides.left : sides.right, strand);
    for (let row = strand.from; row <= strand.to; row++) lane.taken.add(row);
    for (const box of strand.boxes) laneOf.set(box, lane);
    for (const edge of strand.edges) edgeLanes.set(edge, lane);
  }
  for (const edge of edges) if (isTrunk(edge, trunk)) edgeLanes.set(edge, middle);
  return { rows, laneOf, edgeLanes, lanes: [...sides.left.reverse(), middle, ...sides.right] };
}

/** Whether a box of the trunk has nothing beside it. */
export function standsAlone(box: DiagramBox, { rows, laneOf, lanes }: Grid): boolean {
  const row = lookUp(rows, box);
  return lanes.every(lane => !lane.taken.has(row)) && lookUp(laneOf, box).taken.size === 0;
}

/** The most steps from the network's start to each box. */
function ranks(boxes: readonly DiagramBox[], edges: readonly Edge[]): Map<DiagramBox, number> {
  const rank = new Map<DiagramBox, number>(boxes.map(box => [box, 0]));
  // As many rounds as boxes would be enough for a path through all of them; most networks need two.
  for (let round = 0, changed = true; changed && round < boxes.length; round++) {
    changed = false;
    for (const { from, to } of edges) {
      const least = lookUp(rank, from) + 1;
      if (lookUp(rank, to) >= least) continue;
      rank.set(to, least);
      changed = true;
    }
  }
  return rank;
}

/** Back from the output: always to the input that took the most steps, the middle one of several. */
function trunkOf(boxes: readonly DiagramBox[], edges: readonly Edge[], output: DiagramBox | undefined): DiagramBox[] {
  const values = edges.filter(({ sizeOnly }) => !sizeOnly);
  const steps = ranks(boxes, values);
  const trunk: DiagramBox[] = [];
  for (let box = output; box !== undefined && !trunk.includes(box); box = before(box)) trunk.unshift(box);
  return trunk;

  function before(box: DiagramBox): DiagramBox | undefined {
    const inputs = values.filter(({ to }) => to === box).map(({ from }) => from);
    const most = Math.max(...inputs.map(input => lookUp(steps, input)));
    const longest = inputs.filter(input => lookUp(steps, input) === most);
    return longest[Math.floor((longest.length - 1) / 2)];
  }
}

/** Everything beside the trunk, in the order in which it gets its lane. */
function strandsOf(plan: Plan): Strand[] {
  const placed = new Set<Edge>(plan.edges.filter(edge => isTrunk(edge, plan.trunk)));
  const strands = chainsOf(plan).map(boxes => {
    const edges = plan.edges.filter(edge => !placed.has(edge) && belongs(edge, boxes));
    for (const edge of edges) placed.add(edge);
    return toStrand(boxes, edges, plan);
  });
  const passing = plan.edges.filter(edge => !placed.has(edge)).map(edge => toStrand([], [edge], plan));
  return [...passing.filter(({ from, to }) => from <= to), ...strands].sort(
    (a, b) => a.to - a.from - (b.to - b.from) || Math.abs(a.side) - Math.abs(b.side),
  );
}

function isTrunk({ from, to }: Edge, trunk: readonly DiagramBox[]): boolean {
  return trunk.includes(from) && trunk.indexOf(to) === trunk.indexOf(from) + 1;
}

/** Cuts what is not trunk into chains of boxes that read one another. */
function chainsOf({ boxes, edges, rows, trunk }: Plan): DiagramBox[][] {
  const left = new Set(boxes.filter(box => !trunk.includes(box)));
  const next = (box: DiagramBox | undefined): DiagramBox | undefined =>
    edges.find(({ from, to, sizeOnly }) => from === box && !sizeOnly && left.has(to))?.to;
  const chains: DiagramBox[][] = [];
  for (const first of [...left].sort((a, b) => lookUp(rows, a) - lookUp(rows, b))) {
    const chain: DiagramBox[] = [];
    for (let box: DiagramBox | undefined = first; box !== undefined && left.delete(box); box = next(box))
      chain.push(box);
    if (chain.length > 0) chains.push(chain);
  }
  return chains;
}

/** Whether an edge leads into a chain, along it, or out of it at its end. */
function belongs({ from, to }: Edge, chain: readonly DiagramBox[]): boolean {
  const next = chain.indexOf(to);
  return next === 0 || from === chain.at(-1) || (next > 0 && from === chain[next - 1]);
}

function toStrand(boxes: readonly DiagramBox[], edges: readonly Edge[], plan: Plan): Strand {
  const row = (box: DiagramBox): number => lookUp(plan.rows, box);
  const ends = edges.filter(({ to }) => !boxes.includes(to));
  return {
    boxes,
    edges,
    from: Math.min(...boxes.map(row), ...edges.map(({ from }) => row(from) + 1)),
    to: Math.max(...boxes.map(row), ...edges.map(({ to }) => row(to) - 1)),
    side: sideOf(ends.at(-1), plan),
  };
}

/** Right where nothing tells. */
function sideOf(end: Edge | undefined, plan: Plan): number {
  if (end === undefined) return 1;
  const inputs = plan.edges.filter(({ to }) => to === end.to);
  return inputs.indexOf(end) - inputs.findIndex(edge => isTrunk(edge, plan.trunk));
}

function freeLane(lanes: Lane[], { boxes, from, to }: Strand): Lane {
  const kind = boxes.length > 0 ? 'box' : 'line';
  const isFree = ({ taken }: Lane): boolean => ![...taken].some(row => row >= from && row <= to);
  const free = lanes.find(lane => lane.kind === kind && isFree(lane));
  if (free !== undefined) return free;
  const lane: Lane = { kind, taken: new Set() };
  lanes.push(lane);
  return lane;
}
