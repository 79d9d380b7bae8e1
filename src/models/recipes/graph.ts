import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf';

/** Who makes and who uses each tensor of a graph. Undefined names are allowed, for optional inputs. */
export interface GraphIndex {
  producer(name: string | undefined): NodeProto | undefined;
  consumers(name: string | undefined): readonly NodeProto[];
  /** An initialiser, or the value of a Constant node. */
  constant(name: string | undefined): TensorProto | undefined;
}

export function indexGraph(graph: GraphProto): GraphIndex {
  const producers = new Map<string, NodeProto>();
  const consumers = new Map<string, NodeProto[]>();
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  for (const node of graph.node) {
    for (const name of node.output) producers.set(name, node);
    for (const name of node.input) consumers.set(name, [...(consumers.get(name) ?? []), node]);
    const value =
      node.opType === 'Constant' ? node.attribute.find((attribute) => attribute.name === 'value')?.t : undefined;
    if (value && node.output[0] !== undefined) constants.set(node.output[0], value);
  }
  return {
    producer: (name) => producers.get(name ?? ''),
    consumers: (name) => consumers.get(name ?? '') ?? [],
    constant: (name) => constants.get(name ?? ''),
  };
}

/** Drops nodes whose outputs nothing uses, and then the initialisers that nothing uses. */
export function prune(graph: GraphProto): void {
  const outputs = graph.output.map((output) => output.name);
  for (;;) {
    const used = new Set([...outputs, ...graph.node.flatMap((node) => node.input)]);
    const kept = graph.node.filter((node) => node.output.some((name) => used.has(name)));
    const done = kept.length === graph.node.length;
    graph.node = kept;
    if (!done) continue;
    graph.initializer = graph.initializer.filter((tensor) => used.has(tensor.name));
    return;
  }
}

/** Leaves what computes the graph's outputs from the tensors that are now its inputs. */
export function cut(graph: GraphProto): void {
  const given = new Set(graph.input.map(({ name }) => name));
  graph.node = graph.node.filter((node) => !node.output.some((name) => given.has(name)));
  prune(graph);
}
