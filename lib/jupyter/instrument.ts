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

/** What a cell does, as far as its compiled form does not tell. */
export interface Facts {
  /** It awaits outside of its functions, so that it has to run in an asynchronous function. */
  readonly awaits: boolean;
  /** The variables that it defines for later cells. */
  readonly defines: readonly string[];
}

/**
 * Reads what a cell does.
 *
 * @param file - the cell as tslab's first step gives it: a module that exports its variables.
 */
export function factsOf(file: ts.SourceFile): Facts {
  return { awaits: awaitsIn(file), defines: file.statements.flatMap(exportedBy) };
}

function awaitsIn(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  return !ts.isFunctionLike(node) && ts.forEachChild(node, awaitsIn) === true;
}

function exportedBy(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.map(({ name }) => name.text);
  }
  // The value of the last expression.
  if (!ts.isVariableStatement(statement) || !statement.modifiers) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? name.text : []));
}
