import { z } from 'zod';
import { json } from './reply.ts';
import { type Answer, type Route, route } from './route.ts';

/** The routes with one more, which answers with the description of them all. */
export function withDescription(routes: readonly Route[], version: string): Route[] {
  const all: Route[] = [
    ...routes,
    route({
      method: 'GET',
      path: '/openapi.json',
      summary: 'this description',
      access: 'open',
      answers: { 200: { means: 'OpenAPI 3.1' } },
      run: async ({ response }) => json(response, 200, described),
    }),
  ];
  const described = describe(all, version);
  return all;
}

/** The table as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), whose schemas are those that requests are checked by. */
function describe(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of routes) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation(one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'stream-tts',
      version,
      description: 'The warm process of this machine: what agents write, translated and spoken.',
    },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'of the file that serve names' } },
      schemas: { Error: schemaOf(ERROR) },
    },
  };
}

const ERROR = z.object({
  error: z.looseObject({ message: z.string(), code: z.string().nullish(), fix: z.string().optional() }),
});

function operation(route: Route): object {
  const { summary, access, query, body } = route;
  return {
    summary,
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^a-z0-9]+/gi, '_')}`,
    security: access === 'token' ? [{ token: [] }] : [],
    ...(query && { parameters: parametersOf(query) }),
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: Object.fromEntries(
      Object.entries({ ...refusals(route), ...route.answers }).map(([status, answer]) => [status, responseOf(answer)]),
    ),
  };
}

function parametersOf(query: z.ZodObject): object[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType),
  }));
}

function contentOf(body: NonNullable<Route['body']>): object {
  if (body === 'stream') return { 'application/octet-stream': {}, 'text/plain': { schema: { type: 'string' } } };
  return { 'application/json': { schema: schemaOf(body.schema) } };
}

/** What every route may say beside its own answers. */
function refusals({ access, body }: Route): Record<number, Answer> {
  const error = (means: string): Answer => ({ means, schema: ERROR });
  return {
    400: error('the words are not right'),
    403: error('it does not come from here'),
    ...(access === 'token' && { 401: error('the token is wrong') }),
    ...(body && body !== 'stream' && { 413: error('the body is too large') }),
    ...(body && { 408: error('the body did not come in time') }),
    503: error('what is needed is missing here, or failed'),
  };
}

function responseOf({ means, types = ['application/json'], schema }: Answer): object {
  const content = Object.fromEntries(
    types.map((type) => [type, schema === undefined ? {} : { schema: schemaOf(schema) }]),
  );
  return { description: means, content };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return own;
}
