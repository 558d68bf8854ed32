import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: flags });
}

function findChromium(): string {
  const named = process.env.SENTRIK_CHROMIUM;
  if (named !== undefined && named !== '') return named;
  return execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../scripts/ensure-chromium.mjs')], { encoding: 'utf8' }).trim();
}
