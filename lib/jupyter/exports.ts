import ts from '@tslab/typescript-for-tslab';
import { bare } from './bare';

/*
 * The variables that a cell defines for later cells. tslab's first step gives a cell as a module that exports all of them.
 */

/** The name under which compiled code finds `share`. */
export const SHARE = '__share__';

/** Defines an export of a cell or a module. */
export function share(exported: object, name: string, get: () => unknown, set?: (value: unknown) => void): void {
  const enumerable = name !== '__esModule';
  Object.defineProperty(exported, name, bare({ enumerable, configurable: true, get, set }));
}

/** The names of what a cell defines. */
export function definedBy(file: ts.SourceFile): string[] {
  return file.statements.flatMap(statement => {
    if (isList(statement)) return statement.exportClause.elements.map(({ name }) => name.text);
    // The value of the last expression.
    return ts.isVariableStatement(statement) && statement.modifiers ? namesIn(statement) : [];
  });
}

/**
 * Makes a cell and later ones share what the cell declares with `let`: what one of them assigns, the functions of all of
 * them see. tslab copies the value to `exports.x` at each assignment in the cell itself, at a thousand times the price of
 * the assignment, and lets later cells assign to the copy, which functions of the cell do not see.
 */
export const shareVariables: ts.TransformerFactory<ts.SourceFile> = ({ factory }) => {
  const share = (name: string): ts.Statement => {
    const [variable, given] = [factory.createIdentifier(name), factory.createUniqueName('given')];
    const get = factory.createArrowFunction(undefined, undefined, [], undefined, undefined, variable);
    const parameter = factory.createParameterDeclaration(undefined, undefined, given);
    const assignment = factory.createAssignment(variable, given);
    const set = factory.createArrowFunction(undefined, undefined, [parameter], undefined, undefined, assignment);
    const target = [factory.createIdentifier('exports'), factory.createStringLiteral(name)];
    return factory.createExpressionStatement(
      factory.createCallExpression(factory.createIdentifier(SHARE), undefined, [...target, get, set]),
    );
  };

  return file => {
    const variables = new Set(file.statements.flatMap(variablesOf));
    const shared = file.statements.filter(isList).flatMap(list => sharedBy(list, variables));
    const statements = file.statements.map(statement => {
      if (!isList(statement)) return statement;
      const { modifiers, isTypeOnly, exportClause, moduleSpecifier, assertClause } = statement;
      const others = exportClause.elements.filter(element => !isShared(element, variables));
      const clause = factory.updateNamedExports(exportClause, others);
      return factory.updateExportDeclaration(statement, modifiers, isTypeOnly, clause, moduleSpecifier, assertClause);
    });
    return factory.updateSourceFile(file, [...shared.map(share), ...statements]);
  };
};

/**
 * Turns what TypeScript emits, `Object.defineProperty(exports, 'x', …)`, into calls of SHARE, because a cell may have an
 * Object of its own.
 */
export const shareImports: ts.TransformerFactory<ts.SourceFile> = ({ factory }) => {
  const shared = (statement: ts.Statement): ts.Statement => {
    const [exported, name, descriptor] = definition(statement);
    if (exported === undefined || name === undefined || descriptor === undefined) return statement;
    const [property] = ts.isObjectLiteralExpression(descriptor) ? descriptor.properties.slice(-1) : [];
    if (property === undefined || !ts.isPropertyAssignment(property)) return statement;
    const { initializer } = property;
    const get = ts.isFunctionExpression(initializer)
      ? initializer
      : factory.createArrowFunction(undefined, undefined, [], undefined, undefined, initializer);
    const call = factory.createCallExpression(factory.createIdentifier(SHARE), undefined, [exported, name, get]);
    return factory.createExpressionStatement(call);
  };
  return file => factory.updateSourceFile(file, file.statements.map(shared));
};

/** The arguments of a call of Object.defineProperty that TypeScript has made; none of any other statement. */
function definition(statement: ts.Statement): readonly ts.Expression[] {
  if (statement.pos >= 0 || !ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
    return [];
  const { expression: callee, arguments: given } = statement.expression;
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 'defineProperty' ? given : [];
}

/** `export { x, y }`, of variables of the file itself. */
type List = ts.ExportDeclaration & { readonly exportClause: ts.NamedExports };

function isList(statement: ts.Statement): statement is List {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

function sharedBy({ exportClause }: List, variables: ReadonlySet<string>): string[] {
  return exportClause.elements.filter(element => isShared(element, variables)).map(({ name }) => name.text);
}

function isShared({ name, propertyName }: ts.ExportSpecifier, variables: ReadonlySet<string>): boolean {
  return propertyName === undefined && variables.has(name.text);
}

/** What a statement declares with `let` or `var`. */
function variablesOf(statement: ts.Statement): string[] {
  if (!ts.isVariableStatement(statement) || statement.modifiers) return [];
  return statement.declarationList.flags & ts.NodeFlags.Const ? [] : namesIn(statement);
}

function namesIn({ declarationList }: ts.VariableStatement): string[] {
  return declarationList.declarations.flatMap(({ name }) => namesOf(name));
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}
