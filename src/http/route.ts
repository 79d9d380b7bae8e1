import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';

/** What a route answers with one status: content types, and the schema of JSON. */
export interface Answer {
  readonly means: string;
  readonly types?: readonly string[];
  readonly schema?: z.ZodType;
}

/** One thing that can be asked for: the server, the description and the tests read the same table. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /**
   * `token`: for who has it. `open`: says nothing that is anybody's. `hook`: from this machine and never from a browser,
   * for agents that know no token.
   */
  readonly access: 'token' | 'open' | 'hook';
  readonly query?: z.ZodObject;
  /** A JSON object, or a stream that is read as it comes. */
  readonly body?: { readonly schema: z.ZodType; readonly mostBytes?: number } | 'stream';
  /** Beside the refusals that all routes have. */
  readonly answers: Readonly<Record<number, Answer>>;
  run(call: Call): Promise<void>;
}

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Aborted when who asked is gone. */
  readonly signal: AbortSignal;
}

interface Typed<Q extends z.ZodObject, B extends z.ZodType> extends Omit<Route, 'query' | 'body' | 'run'> {
  readonly query?: Q;
  readonly body?: { readonly schema: B; readonly mostBytes?: number } | 'stream';
  run(call: Omit<Call, 'query' | 'body'> & { readonly query: z.infer<Q>; readonly body: z.infer<B> }): Promise<void>;
}

/** A row of the table, its words checked against its own schemas before it runs. */
export function route<Q extends z.ZodObject, B extends z.ZodType>({ run, ...row }: Typed<Q, B>): Route {
  return {
    ...row,
    run: (call) => run({ ...call, query: call.query as z.infer<Q>, body: call.body as z.infer<B> }),
  };
}
