import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { lookUp } from '../../spec/at';
import { tf } from '../backend';
import { type AttributeMessage, messages, type NodeMessage, type ShapeMessage } from './messages';
import { type ConstantNode, type GraphNode, type InputNode, type OpNode, TYPES, type VariableNode } from './nodes';

/** What `TF_LoadSessionFromSavedModel` is asked for. */
export const TAG = 'serve';

/** Any version after the changes that TensorFlow treats apart; the last of those was 27. @see core/public/version.h */
const PRODUCER = 1000;

/**
 * Writes a graph in TensorFlow's format for saved models.
 *
 * @param nodes each comes after its inputs
 * @returns the content of saved_model.pb
 */
export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const { GraphDef, MetaGraphDef, SavedModel, VersionDef } = messages();
  const graph = new GraphDef();
  const versions = new VersionDef();
  versions.setProducer(PRODUCER);
  graph.setVersions(versions);
  for (const node of nodes) graph.addNode(nodeOf(node));
  const info = new MetaGraphDef.MetaInfoDef();
  info.addTags(TAG);
  const metaGraph = new MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const model = new SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

type Attributes = Readonly<Record<string, (message: AttributeMessage) => void>>;

function nodeMessage(name: string, op: string, inputs: readonly string[], attributes: Attributes): NodeMessage {
  const { AttrValue, NodeDef } = messages();
  const node = new NodeDef();
  node.setName(name);
  node.setOp(op);
  node.setInputList(inputs);
  for (const [key, fill] of Object.entries(attributes)) {
    const value = new AttrValue();
    fill(value);
    node.getAttrMap().set(key, value);
  }
  return node;
}

function nodeOf(node: GraphNode): NodeMessage {
  switch (node.kind) {
    case 'op':
      return operation(node);
    case 'constant':
      return constant(node);
    case 'input':
      return placeholder(node);
    case 'variable':
      return variable(node);
  }
}

function placeholder({ name, dtype, shape }: InputNode): NodeMessage {
  return nodeMessage(name, 'Placeholder', [], {
    dtype: value => value.setType(lookUp(TYPES, dtype)),
    shape: value => value.setShape(shapeMessage(shape)),
  });
}

function variable({ name, shape }: VariableNode): NodeMessage {
  return nodeMessage(name, 'VarHandleOp', [], {
    dtype: value => value.setType(lookUp(TYPES, 'float32')),
    shape: value => value.setShape(shapeMessage(shape)),
    container: value => value.setS(Buffer.from('')),
    shared_name: value => value.setS(Buffer.from(name)),
  });
}

function constant({ name, after, dtype, shape, bytes }: ConstantNode): NodeMessage {
  const tensor = new (messages().Tensor)();
  tensor.setDtype(lookUp(TYPES, dtype));
  tensor.setTensorShape(shapeMessage(shape));
  tensor.setTensorContent(bytes);
  return nodeMessage(name, 'Const', controls(after), {
    dtype: value => value.setType(lookUp(TYPES, dtype)),
    value: value => value.setTensor(tensor),
  });
}

function operation({ name, op, inputs, after, attributes }: OpNode): NodeMessage {
  const entries = attributes.map(attribute => {
    const fill = (message: AttributeMessage): void => fillAttribute(message, attribute);
    return [attribute.name, fill] as const;
  });
  return nodeMessage(name, op, [...inputs, ...controls(after)], Object.fromEntries(entries));
}

const controls = (names: readonly string[]): string[] => names.map(name => `^${name}`);

/** The value's type is the one that tfjs-node's library would read it as. */
function fillAttribute(message: AttributeMessage, { type, value }: TFEOpAttr): void {
  const { binding } = tf.backend() as NodeJSKernelBackend; // the base type lacks the binding; callers check isNative()
  const list = new (messages().AttrValue.ListValue)();
  if (type === binding.TF_ATTR_STRING) message.setS(Buffer.from(value as string));
  else if (type === binding.TF_ATTR_BOOL) message.setB(value as boolean);
  else if (type === binding.TF_ATTR_TYPE) message.setType(value as number);
  else if (type === binding.TF_ATTR_SHAPE) message.setShape(shapeMessage(value as number[]));
  else if (!Array.isArray(value)) {
    if (type === binding.TF_ATTR_FLOAT) message.setF(value as number);
    else message.setI(value as number);
  } else {
    if (type === binding.TF_ATTR_FLOAT) list.setFList(value);
    else list.setIList(value);
    message.setList(list);
  }
}

function shapeMessage(shape: readonly number[]): ShapeMessage {
  const { TensorShape } = messages();
  const message = new TensorShape();
  for (const size of shape) {
    const dim = new TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}
