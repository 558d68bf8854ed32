/**
 * Makes packs/frameworks/*.yaml and packs/weaknesses.yaml from source data: `node scripts/run.mjs scripts/import-frameworks.ts <data folder>`.
 * The outputs are committed; builds never need the sources. Catalogues of packs/frameworks that no source has are written by hand and stay.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Document, isMap, isScalar, isSeq, parse, visit } from 'yaml';
import { frameworkFile, type FrameworkFile } from '../core/scan/frameworks/source.ts';
import { certC, certJava, cweTop25, readCwe, taxonomyLinks, weaknessList } from './frameworks/cwe.ts';
import { labelLists } from './frameworks/lists.ts';
import { fedramp, nist, ospsBaseline } from './frameworks/nist.ts';
import { owasp } from './frameworks/owasp.ts';

const packsFolder = path.resolve(import.meta.dirname, '../packs');
const frameworksFolder = path.join(packsFolder, 'frameworks');

export function main([folder]: readonly string[]): void {
  if (folder === undefined) throw new Error('Name the data folder');
  fs.mkdirSync(frameworksFolder, { recursive: true });
  const cwe = readCwe(folder);
  write('weaknesses.yaml', weaknessList(cwe));
  const nistFiles = nist(folder);
  const known = new Set(nistFiles.flatMap(({ id, controls }) => (id === 'nist-800-53' ? controls.map((control) => control.id) : [])));
  const imported = [...owasp(folder), ...cweTop25(cwe), ...certC(folder, cwe), certJava(cwe), ...nistFiles, fedramp(folder, known), ospsBaseline(folder)];
  const lists = [...labelLists(folder), readOwn('iec-62443-4-2')];
  for (const framework of [...imported, ...lists.map((list) => withIndustrial(list, cwe))])
    write(`frameworks/${framework.id}.yaml`, frameworkFile.parse(framework));
}

function readOwn(id: string): FrameworkFile {
  return frameworkFile.parse(parse(fs.readFileSync(path.join(frameworksFolder, `${id}.yaml`), 'utf8')));
}

/** CWE maps weaknesses to the requirements of parts 4-1 and 4-2. */
function withIndustrial(framework: FrameworkFile, cwe: ReturnType<typeof readCwe>): FrameworkFile {
  const part = /^iec-62443-(4-[12])$/.exec(framework.id)?.[1];
  if (part === undefined) return framework;
  const idOf = ([name, where, entry]: readonly (string | null)[]) =>
    name === 'ISA/IEC 62443' && where === `Part ${part}` ? entry?.replace(/^Req /, '').trim() : undefined;
  const links = taxonomyLinks(cwe, idOf, new Set(framework.controls.map(({ id }) => id)));
  return { ...framework, mappings: [{ from: 'cwe', basis: `taxonomy mappings of CWE ${cwe.version}`, links }] };
}

/** One control, weakness or list of numbers a line. */
function write(name: string, value: object): void {
  const document = new Document(value);
  visit(document, {
    Collection(_key, node) {
      const isFlat = isSeq(node) && node.items.every((item) => isScalar(item));
      if (isFlat || (isMap(node) && node.has('title')) || (isMap(node) && node.has('kind') && node.has('id') && !node.has('controls'))) node.flow = true;
    },
  });
  fs.writeFileSync(path.join(packsFolder, name), document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}
