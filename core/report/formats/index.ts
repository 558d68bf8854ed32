import type { Renderer, ReportFormat } from '../render.ts';
import { renderCsv } from './csv.ts';
import { renderGitlab } from './gitlab.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';

/** Every report format. */
export const renderers: Readonly<Record<ReportFormat, Renderer>> = {
  json: renderJson,
  sarif: renderSarif,
  html: renderHtml,
  junit: renderJunit,
  csv: renderCsv,
  gitlab: renderGitlab,
  markdown: renderMarkdown,
};
