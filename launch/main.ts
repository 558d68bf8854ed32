import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadProgram } from '../core/launch.ts';
import type { LanguageServerOptions } from '../server/main.ts';

/** The language server as one file, which lies beside this one. */
interface LanguageServer {
  readonly startLanguageServer: (options: LanguageServerOptions) => void;
}

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const build = fs.readFileSync(at('./assets/product-id'), 'utf8');
const server = loadProgram({ file: at('./lsp.cjs'), build, environment: process.env }) as LanguageServer;
server.startLanguageServer({ assets: at('./assets'), worker: new URL('./worker.js', import.meta.url), environment: process.env });
