import { createLineSplitter } from '../kit/lines.ts';

/** A tool as an MCP client sees it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, which are all text. */
  readonly properties: Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>;
  readonly required: readonly string[];
  /** Returns soon, whatever still sounds. What it throws is told to the model as the tool's error. */
  run(args: Readonly<Record<string, unknown>>): Promise<string>;
}

export interface McpServerOptions {
  readonly name: string;
  readonly version: string;
  /** What the model should know about the tools as a whole. */
  readonly instructions: string;
  readonly tools: readonly Tool[];
  /** One message, without a line feed. */
  readonly send: (message: string) => void;
}

/** Newest first (https://modelcontextprotocol.io/specification/versioning). */
export const MCP_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const MAX_LINE_BYTES = 4 * 1024 * 1024;

type Id = string | number;

interface Request {
  readonly id: Id | undefined;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * An MCP server of tools over lines of JSON-RPC 2.0: initialize, ping, tools/list, tools/call, as in the specification
 * of 2025-11-25. The official library would be 9 MB for it. `write` takes the bytes of stdin, cut anyhow.
 */
export function createMcpServer({ name, version, instructions, tools, send }: McpServerOptions) {
  const splitter = createLineSplitter({ maxBytes: MAX_LINE_BYTES });
  const running = new Set<Promise<void>>();

  function reply(id: Id | null, result: object): void {
    send(JSON.stringify({ jsonrpc: '2.0', id, result }));
  }

  function refuse(id: Id | null, code: number, message: string): void {
    send(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
  }

  async function call(id: Id, { name: wanted, arguments: given }: Request['params']): Promise<void> {
    const tool = tools.find((one) => one.name === wanted);
    if (tool === undefined) {
      refuse(id, -32602, `There is no tool ${JSON.stringify(wanted)}.`);
      return;
    }
    const args = isRecord(given) ? given : {};
    const content = (text: string) => [{ type: 'text', text }];
    try {
      const wrong = mistakeIn(tool, args);
      if (wrong !== undefined) throw new Error(wrong);
      reply(id, { content: content(await tool.run(args)) });
    } catch (error) {
      reply(id, { content: content(error instanceof Error ? error.message : String(error)), isError: true });
    }
  }

  function handle({ id, method, params }: Request): void {
    // A notification wants no answer, whether it is known or not.
    if (id === undefined) return;
    if (method === 'initialize') {
      const protocolVersion = MCP_VERSIONS.find((known) => known === params.protocolVersion) ?? MCP_VERSIONS[0];
      reply(id, { protocolVersion, capabilities: { tools: {} }, serverInfo: { name, version }, instructions });
    } else if (method === 'ping') reply(id, {});
    else if (method === 'tools/list') reply(id, { tools: tools.map(listed) });
    else if (method === 'tools/call') {
      const work = call(id, params).finally(() => running.delete(work));
      running.add(work);
    } else refuse(id, -32601, `There is no method ${method}.`);
  }

  function line(text: string): void {
    if (text.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      refuse(null, -32700, 'This is not JSON.');
      return;
    }
    for (const message of Array.isArray(value) ? value : [value]) {
      const request = requestOf(message);
      if (request !== undefined) handle(request);
      else if (!isRecord(message) || !('result' in message || 'error' in message))
        refuse(null, -32600, 'This is no request.');
    }
  }

  return {
    write(chunk: Uint8Array): void {
      for (const found of splitter.write(chunk)) {
        if (found.type === 'line') line(Buffer.from(found.bytes).toString('utf8'));
        else refuse(null, -32600, 'This request is too long.');
      }
    },
    /** One message, or several in a list, as text. */
    receive: line,
    /** Resolves when every call that was begun has its answer. */
    async settle(): Promise<void> {
      await Promise.all(running);
    },
  };
}

function listed({ name, description, properties, required }: Tool): object {
  return { name, description, inputSchema: { type: 'object', properties, required, additionalProperties: false } };
}

function mistakeIn({ properties, required }: Tool, args: Readonly<Record<string, unknown>>): string | undefined {
  const missing = required.find((key) => args[key] === undefined);
  if (missing !== undefined) return `"${missing}" is missing.`;
  for (const [key, value] of Object.entries(args)) {
    if (!Object.hasOwn(properties, key)) return `There is no argument "${key}".`;
    if (typeof value !== 'string') return `"${key}" must be text.`;
  }
  return undefined;
}

function requestOf(message: unknown): Request | undefined {
  if (!isRecord(message) || typeof message.method !== 'string') return undefined;
  const { id, method, params } = message;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') return undefined;
  return { id, method, params: isRecord(params) ? params : {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
