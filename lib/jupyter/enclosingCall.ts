import ts from '@tslab/typescript-for-tslab';

/**
 * Finds the function whose parentheses a position stands between.
 *
 * @param code - a cell, perhaps with a call that is not closed yet.
 * @param position - an index into it.
 * @returns where the name of the called function or class begins, or undefined outside of all calls and in the body of a
 * function that is handed over.
 */
export function calleeAt(code: string, position: number): number | undefined {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true);
  // The parser ends a call that is not closed at its last character that is no space.
  const place = code.slice(0, position).trimEnd().length;
  let callee: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (place < node.pos || place > node.end) return;
    if (isCall(node) && isBetweenParentheses(node, place)) callee = node.expression;
    else if (ts.isBlock(node) && place > node.getStart() && place < node.end) callee = undefined;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return callee && nameStart(callee);
}

function isCall(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function isBetweenParentheses(call: ts.CallExpression | ts.NewExpression, place: number): boolean {
  if (call.arguments === undefined || place < call.arguments.pos) return false;
  return place < call.end || call.getLastToken()?.kind !== ts.SyntaxKind.CloseParenToken;
}

function nameStart(callee: ts.Expression): number | undefined {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.getStart();
  return ts.isIdentifier(callee) ? callee.getStart() : undefined;
}
