import { at } from '../../spec/at';
import type { ConstantNode, GraphNode, OpNode } from './nodes';

/**
 * Whether two parts of a recording do the same: the same ops with the same attributes, and where one reads a constant, the
 * other reads one of the same values. A function that is called twice with the same tensors and does not, is none of them alone.
 */
export function sameOps(
  nodes: readonly GraphNode[],
  [start, middle, end]: readonly [start: number, middle: number, end: number],
): boolean {
  const [first, second] = [nodes.slice(start, middle).filter(isOp), nodes.slice(middle, end).filter(isOp)];
  const constants = new Map(nodes.filter(isConstant).map((node): [string, ConstantNode] => [`${node.name}:0`, node]));
  return first.length === second.length && first.every((op, i) => isSame(op, at(second, i)));

  function isSame(a: OpNode, b: OpNode): boolean {
    if (a.op !== b.op || JSON.stringify(a.attributes) !== JSON.stringify(b.attributes)) return false;
    return a.inputs.every((input, i) => {
      const [mine, its] = [constants.get(input), constants.get(at(b.inputs, i))];
      if (mine === undefined || its === undefined) return mine === its;
      return mine === its || Buffer.compare(mine.bytes, its.bytes) === 0;
    });
  }
}

function isOp(node: GraphNode): node is OpNode {
  return node.kind === 'op';
}

function isConstant(node: GraphNode): node is ConstantNode {
  return node.kind === 'constant';
}
