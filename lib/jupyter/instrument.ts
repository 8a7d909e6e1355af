import ts from '@tslab/typescript-for-tslab';
import { interruption } from './interrupt';

/** The name under which a cell's code finds `resume`. */
export const RESUME = '__resume__';

/**
 * What a cell's code calls after every `await`: an interrupted cell goes no further.
 * Synchronous loops get no check: it would make a hot loop up to twice as slow, and they can be terminated.
 *
 * @param value - what was awaited.
 * @returns the value.
 * @throws Interrupted when the cell was interrupted meanwhile.
 */
export function resume<T>(value: T): T {
  interruption.throwIfRequested();
  return value;
}

/** A transformer that turns `await x` into `__resume__(await x)`, and checks at the start of each `for await` turn. */
export const checkAfterAwait: ts.TransformerFactory<ts.SourceFile> = context => {
  const { factory } = context;
  const check = (args: ts.Expression[]): ts.CallExpression =>
    factory.createCallExpression(factory.createIdentifier(RESUME), undefined, args);

  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (ts.isAwaitExpression(visited)) return ts.setTextRange(check([visited]), node);
    if (ts.isForOfStatement(visited) && visited.awaitModifier !== undefined) {
      const { awaitModifier, initializer, expression, statement } = visited;
      const body = factory.createBlock([factory.createExpressionStatement(check([])), statement]);
      return factory.updateForOfStatement(visited, awaitModifier, initializer, expression, body);
    }
    return visited;
  };
  return file => ts.visitEachChild(file, visit, context);
};

/**
 * Whether a cell awaits outside of its functions, so that it has to run in an asynchronous function. tslab's own
 * `hasToplevelAwait` misses `for await` and `await (…)`.
 */
export function awaitsIn(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  return !ts.isFunctionLike(node) && ts.forEachChild(node, awaitsIn) === true;
}
