import type { ApiDescription, ApiOperation } from './spec.ts';

/** A rule as its file states it. */
export type RuleData = Readonly<Record<string, unknown>> & { readonly id: string };

/** What of a description the rules do not look at, and why. */
export interface NotCovered {
  readonly what: string;
  readonly why: string;
}

/** Words that a route, its handler or a middleware of its file uses when it asks who is calling. */
const identity = 'auth|passport|jwt|token|session|guard|protect|login|permission|principal|credential|api_?key|req\\.user|\\b40[13]\\b';
/** What browsers and servers call to send a request. */
const webRequest = 'fetch';
const speaksOfIdentity = new RegExp(identity, 'i');

/**
 * Rules that tell from code alone where it departs from the description: routes that must know the caller and ask nothing of the sort, calls of
 * deprecated operations, and calls without TLS of servers that are described with it.
 */
export function rulesOfDescription(api: ApiDescription, id: string): readonly RuleData[] {
  const secured = api.operations.filter(isTold);
  const deprecated = api.operations.filter(({ isDeprecated }) => isDeprecated);
  return [...secured.map((operation) => openRoute(operation, id)), ...deprecated.map((operation) => deprecatedCall(operation, id)), ...plainCalls(api, id)];
}

/** A path that speaks of identity itself cannot be told from a check of it. */
function isTold({ isSecured, path }: ApiOperation): boolean {
  return isSecured && !speaksOfIdentity.test(path);
}

/** What people have to look at themselves. */
export function notCovered({ servers, operations, references }: ApiDescription): readonly NotCovered[] {
  const open = operations.filter(({ isSecured }) => !isSecured).length;
  const named = operations.filter((operation) => operation.isSecured && !isTold(operation)).length;
  const plain = servers.filter((url) => url.startsWith('http://')).length;
  return [
    ...(open === 0 ? [] : [{ what: `${open} operations without security`, why: 'The description lets anybody call them' }]),
    ...(named === 0 ? [] : [{ what: `${named} operations whose paths speak of identity`, why: 'Their names cannot be told from a check of the caller' }]),
    ...(plain === 0 ? [] : [{ what: `${plain} servers without TLS`, why: 'That is a matter of the description; change their addresses' }]),
    ...(references === 0 ? [] : [{ what: `${references} paths that refer to another place`, why: 'References are not followed' }]),
    {
      what: 'Routes that are put together from a prefix and a part',
      why: 'Only routes that are registered with their whole path, in Express and its like or FastAPI, are told',
    },
    { what: 'Scopes, roles and which scheme is used', why: 'Code shows that a caller is asked for, not that the answer is right' },
    { what: 'Schemas, limits of bodies, parameters, responses and rate limits', why: 'Whether they hold shows when the service runs' },
  ];
}

function openRoute(operation: ApiOperation, id: string): RuleData {
  const { method, path } = operation;
  const express = path.replaceAll(/\{([^}]+)\}/g, ':$1');
  const name = `${method.toUpperCase()} ${path}`;
  return {
    id: `${id}-open-${slugOf(operation)}`,
    title: `${name} without a check of the caller`,
    message: `The API description asks for credentials for ${name}; this route does not ask who is calling`,
    severity: 'high',
    languages: ['javascript', 'typescript', 'python'],
    match: {
      all: [
        {
          any: [
            `$APP.${method}("=~/^${routeRegex(path, ':[A-Za-z_]\\w*')}$/", $HANDLER)`,
            `@$APP.${method}("=~/^${routeRegex(path, '\\{[A-Za-z_]\\w*(?::\\w+)?\\}')}$/")\ndef $NAME(...):\n    ...\n`,
            `@$APP.${method}("=~/^${routeRegex(path, '\\{[A-Za-z_]\\w*(?::\\w+)?\\}')}$/")\nasync def $NAME(...):\n    ...\n`,
          ],
        },
        { not: { inside: { regex: `(?si)\\A.*(?:${identity}).*\\Z` } } },
      ],
    },
    metadata: { cwe: ['CWE-306'], confidence: 'medium' },
    tags: ['openapi'],
    help: 'Ask for the credentials that the description names before the handler runs, in a middleware or a dependency of the route. The rule is silent about files that do so anywhere.',
    examples: [
      {
        language: 'javascript',
        bad: `app.${method}('${express}', (req, res) => res.json(load(req)));\n`,
        good: `app.${method}('${express}', requireAuth, (req, res) => res.json(load(req)));\n`,
      },
      {
        language: 'python',
        bad: `@app.${method}("${path}")\ndef handle():\n    return load()\n`,
        good: `@app.${method}("${path}")\ndef handle(user=Depends(current_user_token)):\n    return load(user)\n`,
      },
    ],
  };
}

function deprecatedCall(operation: ApiOperation, id: string): RuleData {
  const { method, path } = operation;
  const name = `${method.toUpperCase()} ${path}`;
  const address = `"=~/^(?:https?:\\/\\/[^\\/?#]+)?(?:\\/[^?#]*)?${routeRegex(path, '[^\\/?#]+')}(?:[?#]|$)/"`;
  const example = path.replaceAll(/\{[^}]+\}/g, '1');
  return {
    id: `${id}-deprecated-${slugOf(operation)}`,
    title: `Call of the deprecated ${name}`,
    message: `The API description says that ${name} is deprecated`,
    severity: 'low',
    languages: ['javascript', 'typescript', 'python'],
    match: {
      any: [
        `axios.${method}(${address}, ...)`,
        `requests.${method}(${address}, ...)`,
        `httpx.${method}(${address}, ...)`,
        ...(method === 'get' ? [`${webRequest}(${address})`] : []),
      ],
    },
    metadata: { cwe: ['CWE-477'], confidence: 'high' },
    tags: ['openapi'],
    help: 'Use the operation that the description names in its place, before the service takes this one away.',
    examples: [
      { language: 'javascript', bad: `axios.${method}('https://api.example.com${example}');\n`, good: `axios.${method}('https://api.example.com/other');\n` },
      { language: 'python', bad: `import requests\nrequests.${method}("https://api.example.com${example}")\n` },
    ],
  };
}

/** Hosts that the description has with TLS and not without. */
function plainCalls({ servers }: ApiDescription, id: string): readonly RuleData[] {
  const hosts = (scheme: string) => servers.flatMap((url) => new RegExp(`^${scheme}://([a-z0-9.-]+)(?=[:/]|$)`, 'i').exec(url)?.[1]?.toLowerCase() ?? []);
  const plain = new Set(hosts('http'));
  const secure = [...new Set(hosts('https'))].filter((host) => !plain.has(host));
  return secure.map((host) => ({
    id: `${id}-cleartext-${host.replaceAll('.', '-')}`,
    title: `${host} without TLS`,
    message: `The API description serves ${host} over https; this address goes without`,
    severity: 'high',
    languages: ['generic'],
    'pattern-regex': `(?i)\\bhttp://${host.replaceAll('.', '\\.')}(?![a-z0-9.-])`,
    paths: { exclude: ['**/*.md', '**/*.txt', '**/*.xsd'] },
    metadata: { cwe: ['CWE-319'], confidence: 'high' },
    tags: ['openapi'],
    help: 'Write https. What is sent over http can be read and changed on its way, credentials included.',
    examples: [{ bad: `const api = 'http://${host}/v1';\n`, good: `const api = 'https://${host}/v1';\n` }],
  }));
}

function slugOf({ method, path }: ApiOperation): string {
  const words = path.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return `${method}-${words === '' ? 'root' : words}`.toLowerCase().slice(0, 100);
}

/** A regex for the path of a route with this for its parameters. */
function routeRegex(path: string, parameter: string): string {
  const parts = path.split('/').map((part) => (/^\{[^}]+\}$/.test(part) ? parameter : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return parts.join('\\/');
}
