import type { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import { Failure } from '../core/kernel/failure.ts';
import { version } from '../core/version.ts';
import type { AssetServer } from './assets.ts';
import type { Binding } from './bindings.ts';
import { openApiDocument, tagOf } from './openapi.ts';

const documentNames: Readonly<Record<string, string>> = { '/docs': 'docs/swagger.html', '/api/docs': 'docs/swagger.html', '/redoc': 'docs/redoc.html' };
const hasExtension = /\.[A-Za-z0-9]+$/;

/** Adds what anyone may read without a key, because it holds nothing of the project: documentation, landing page and the dashboard's files. */
export function routePages(router: Router, bindings: readonly Binding[], assets: AssetServer): void {
  const openApi = JSON.stringify(openApiDocument(bindings));
  const landing = landingPage(bindings);
  for (const [path, name] of Object.entries(documentNames)) router.get(path, (context) => sendAsset(context, assets, name));
  router.get('/docs/:file', (context) => sendAsset(context, assets, `docs/${context.params.file}`));
  router.get(['/favicon.ico', '/favicon.svg'], (context) => sendAsset(context, assets, 'docs/favicon.svg'));
  router.get('/', (context) => {
    context.redirect('/dashboard');
  });
  router.get(['/dashboard', '/dashboard/*name'], (context) => sendDashboard(context, assets));
  router.get(['/openapi.json', '/api/v1/openapi.json'], (context) => {
    context.type = 'json';
    context.body = openApi;
  });
  router.get('/api', (context) => {
    context.type = 'html';
    context.body = landing;
  });
}

function sendAsset(context: KoaContext, assets: AssetServer, name: string): void {
  if (!assets.send(context, name)) throw new Failure('not_found', 'Not found');
}

/** A file of the dashboard, or its page for every address that the page itself routes. */
function sendDashboard(context: KoaContext, assets: AssetServer): void {
  const inside = context.path.slice('/dashboard'.length).replace(/^\/|\/$/g, '');
  const name = hasExtension.test(inside) ? inside : 'index.html';
  if (!assets.send(context, `dashboard/${name}`))
    throw new Failure('not_found', name === 'index.html' ? 'The dashboard is not part of this build' : 'Not found');
}

function landingPage(bindings: readonly Binding[]): string {
  const tags = [...new Set(bindings.map(tagOf))].sort();
  const sections = tags.map((tag) =>
    section(
      tag,
      bindings.filter((binding) => tagOf(binding) === tag),
    ),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sentrik API</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<header><h1>Sentrik API</h1><p>Version ${escapeHtml(version)}</p></header>
<nav><a href="/docs">Swagger UI</a> <a href="/redoc">ReDoc</a> <a href="/openapi.json">OpenAPI 3.1 document</a> <a href="/dashboard">Dashboard</a></nav>
<main>
<p>When the server has a key, send it as <code>X-API-Key</code>. Errors are <code>{"detail": "…"}</code>.</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function section(tag: string, bindings: readonly Binding[]): string {
  const rows = [...bindings]
    .sort((a, b) => a.template.localeCompare(b.template))
    .map(
      ({ method, template, operation }) =>
        `<tr><td><code>${method}</code></td><td><code>${escapeHtml(template)}</code></td><td>${escapeHtml(operation.summary)}</td></tr>`,
    );
  return `<section><h2>${escapeHtml(tag)}</h2><table><thead><tr><th>Method</th><th>Path</th><th>What it does</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
