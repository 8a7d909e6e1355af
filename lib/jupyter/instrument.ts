import ts from '@tslab/typescript-for-tslab';
import { goesOn, interruption } from './interrupt';

/** The name under which a cell's code finds `resume`. */
export const RESUME = '__resume__';
/** The name under which a cell's code finds `hold`. */
export const HOLD = '__hold__';

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

/**
 * What a cell's code calls before every `await`: a stopped cell that has caught its Interrupted waits there for ever.
 *
 * @param value - what is to be awaited.
 * @returns the value, or a promise that never settles.
 */
export function hold<T>(value?: T): T | undefined | Promise<never> {
  return goesOn() ? new Promise<never>(() => undefined) : value;
}

/**
 * A transformer that turns `await x` into `__resume__(await __hold__(x))`, and does the same at the start of each turn of
 * `for await`.
 */
export const checkAfterAwait: ts.TransformerFactory<ts.SourceFile> = context => {
  const { factory } = context;
  const call = (name: string, ...args: ts.Expression[]): ts.CallExpression =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, args);
  const then = (expression: ts.Expression): ts.Statement => factory.createExpressionStatement(expression);
  // It awaits only what is never settled: an await in each turn would be felt.
  const checkTurn = (): ts.Statement[] => [
    factory.createIfStatement(call(HOLD), then(factory.createAwaitExpression(call(HOLD)))),
    then(call(RESUME)),
  ];

  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (ts.isAwaitExpression(visited)) {
      const held = factory.updateAwaitExpression(visited, call(HOLD, visited.expression));
      return ts.setTextRange(call(RESUME, held), node);
    }
    if (ts.isForOfStatement(visited) && visited.awaitModifier !== undefined) {
      const { awaitModifier, initializer, expression, statement } = visited;
      const body = factory.createBlock([...checkTurn(), statement]);
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
