import ts from '@tslab/typescript-for-tslab';

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type CreateProgram = ts.CreateProgram<Builder>;

/**
 * Tells tslab the names of fields from those of variables. tslab rewrites the variables of earlier cells to `exports.x`,
 * and asks the type checker which names those are. For the x of `{ x }` the checker answers with the field and not with
 * the variable, and the cell fails with "x is not defined"; for the x of `const { x: y } = earlier` it answers with the
 * field that an earlier cell has declared, and the cell becomes `const { exports.x: y } = …`.
 */
export function withFieldNames(createProgram: CreateProgram): CreateProgram {
  return (...args: Parameters<CreateProgram>) => {
    const builder = createProgram(...args);
    const checker = builder.getProgram().getTypeChecker();
    const symbolAt = checker.getSymbolAtLocation;
    const symbolOfVariable: typeof symbolAt = node =>
      isShorthandName(node) ? checker.getShorthandAssignmentValueSymbol(node.parent) : symbolAt(node);
    checker.getSymbolAtLocation = symbolOfVariable;
    const emit = builder.emit;
    builder.emit = (file, write, token, onlyDeclarations, transformers) => {
      const before = [...(transformers?.before ?? []), expandShorthand];
      // At other times the checker tells of fields, too: a front end shows their documentation.
      checker.getSymbolAtLocation = node => (isFieldName(node) ? undefined : symbolOfVariable(node));
      const result = emit(file, write, token, onlyDeclarations, { ...transformers, before });
      checker.getSymbolAtLocation = symbolOfVariable;
      return result;
    };
    return builder;
  };
}

function isShorthandName(node: ts.Node): boolean {
  return node.parent !== undefined && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
}

/** What stands in front of the colon, in a pattern or an object. */
function isFieldName(node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

/** Writes `{ x: x }` for `{ x }`. The value is the original node, so that the checker still knows it. */
const expandShorthand: ts.TransformerFactory<ts.SourceFile> = context => {
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isShorthandPropertyAssignment(node) || node.objectAssignmentInitializer !== undefined) {
      return ts.visitEachChild(node, visit, context);
    }
    const key = context.factory.createIdentifier(node.name.text);
    return ts.setTextRange(context.factory.createPropertyAssignment(key, node.name), node);
  };
  return file => ts.visitEachChild(file, visit, context);
};
