import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { diskAssets } from '../../core/platform/assets-disk.ts';
import { openBothParsers } from '../../test/support/both-parsers.ts';
import { cacheFolder } from '../scan/peers.ts';
import { isGrammarName, sourcesIn } from './sources.ts';

/** Peers live in a folder of their own, because one of them is compiled when it is installed. */
export const peerFolder = path.join(cacheFolder, 'parsers');
/** ours: over the tables where that works, else tree-sitter; flat: tree-sitter and its heap; tree: tree-sitter alone; then the native peers. */
export const parserNames = ['ours', 'flat', 'tree', 'native', 'napi'] as const;
export type ParserName = (typeof parserNames)[number];

const assets = diskAssets(path.resolve(import.meta.dirname, '../../dist/assets'));
const enough = 6_000_000;

/** `run.mjs bench/parse/program.ts <parser> <grammar> <folder>`: parses the same texts twice and prints bytes and processor microseconds of the second time. */
export async function main([parser = '', grammar = '', folder = '']: readonly string[]): Promise<void> {
  if (!isGrammarName(grammar)) throw new Error(`There is no grammar ${grammar}`);
  const parse = await openParser(parser, grammar);
  const texts: string[] = [];
  let bytes = 0;
  for (const { text } of sourcesIn(folder, grammar)) {
    if (bytes > enough) break;
    texts.push(text);
    bytes += Buffer.byteLength(text);
  }
  for (const text of texts) parse(text);
  const before = process.cpuUsage();
  for (const text of texts) parse(text);
  const { user, system } = process.cpuUsage(before);
  fs.writeSync(1, JSON.stringify({ bytes, microseconds: user + system }));
}

type Parse = (text: string) => unknown;

async function openParser(name: string, grammar: Parameters<typeof sourcesIn>[1]): Promise<Parse> {
  if (name === 'native') return nativeParser(grammar);
  if (name === 'napi') return napiParser(grammar);
  const both = (await openBothParsers(assets))(grammar);
  if (name === 'flat') return (text) => both.byTreeSitter(text);
  if (name === 'tree') return (text) => both.parseNatively(text);
  return (text) => both.byTables?.(text) ?? both.byTreeSitter(text);
}

const napiNames: Readonly<Record<string, string>> = { typescript: 'TypeScript', tsx: 'Tsx', javascript: 'JavaScript' };

function napiParser(grammar: string): Parse {
  const { parse, Lang } = createRequire(path.join(peerFolder, 'package.json'))('@ast-grep/napi');
  return (text) => parse(Lang[napiNames[grammar] ?? ''], text).root();
}

function nativeParser(grammar: string): Parse {
  const requirePeer = createRequire(path.join(peerFolder, 'package.json'));
  const Parser = requirePeer('tree-sitter');
  const parser = new Parser();
  const isTypeScript = grammar === 'typescript' || grammar === 'tsx';
  parser.setLanguage(isTypeScript ? requirePeer('tree-sitter-typescript')[grammar] : requirePeer(`tree-sitter-${grammar}`));
  // Without a larger buffer the binding refuses texts over 32 KB.
  return (text) => parser.parse(text, undefined, { bufferSize: Math.max(32_768, text.length * 4) });
}
