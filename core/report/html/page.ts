import { createHash } from 'node:crypto';
import { escapeMarkup } from '../markup.ts';

/** A self-contained HTML page that runs no script, loads nothing and allows only its own style. `body` is markup, `title` is text. */
export function htmlPage({ title, style, body }: { readonly title: string; readonly style: string; readonly body: string }): string {
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
