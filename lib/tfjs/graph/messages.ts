// TensorFlow's messages for graphs, as far as they are used here. tfjs-node reads saved models with them and ships them
// without types. @see https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/protobuf/saved_model.proto

/** Makes an empty message. */
type New<Message> = new () => Message;

interface MessageMap<Message> {
  set(key: string, value: Message): void;
}

export interface ShapeMessage {
  addDim(dim: { setSize(size: number): void }): void;
}

export interface TensorMessage {
  setDtype(type: number): void;
  setTensorShape(shape: ShapeMessage): void;
  setTensorContent(bytes: Uint8Array): void;
}

export interface ListMessage {
  setIList(values: readonly number[]): void;
  setFList(values: readonly number[]): void;
}

export interface AttributeMessage {
  setS(bytes: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setType(type: number): void;
  setShape(shape: ShapeMessage): void;
  setTensor(tensor: TensorMessage): void;
  setList(list: ListMessage): void;
}

export interface NodeMessage {
  setName(name: string): void;
  setOp(op: string): void;
  setInputList(names: readonly string[]): void;
  getAttrMap(): MessageMap<AttributeMessage>;
}

interface VersionMessage {
  setProducer(version: number): void;
}

interface GraphMessage {
  addNode(node: NodeMessage): void;
  setVersions(versions: VersionMessage): void;
}

interface MetaInfoMessage {
  addTags(tag: string): void;
}

interface MetaGraphMessage {
  setMetaInfoDef(info: MetaInfoMessage): void;
  setGraphDef(graph: GraphMessage): void;
}

interface SavedModelMessage {
  setSavedModelSchemaVersion(version: number): void;
  addMetaGraphs(graph: MetaGraphMessage): void;
  serializeBinary(): Uint8Array;
}

interface Messages {
  readonly TensorShape: New<ShapeMessage> & { readonly Dim: New<{ setSize(size: number): void }> };
  readonly Tensor: New<TensorMessage>;
  readonly AttrValue: New<AttributeMessage> & { readonly ListValue: New<ListMessage> };
  readonly NodeDef: New<NodeMessage>;
  readonly VersionDef: New<VersionMessage>;
  readonly GraphDef: New<GraphMessage>;
  readonly MetaGraphDef: New<MetaGraphMessage> & { readonly MetaInfoDef: New<MetaInfoMessage> };
  readonly SavedModel: New<SavedModelMessage>;
}

/** Loaded at the first use. */
export const messages = (): Messages => require('@tensorflow/tfjs-node/dist/proto/api_pb');
