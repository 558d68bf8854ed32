import fs from 'node:fs';
import path from 'node:path';

const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const licenseName = /^(licen[cs]e|copying|notice)([-.].*)?$/i;

/**
 * The license texts of every package that went into these bundles (esbuild metafiles) or whose files are copied (`names`),
 * as one text sorted by name. Fails when a package brings no license file and states no license.
 */
export function licenseTexts(root, metafiles, names = []) {
  const folders = new Set(names.map((name) => `node_modules/${name}`));
  for (const metafile of metafiles) {
    for (const input of Object.keys(metafile.inputs)) {
      const folder = packageFolder.exec(input)?.[1];
      if (folder !== undefined) folders.add(folder);
    }
  }
  const entries = [...folders].map((folder) => describe(path.join(root, folder))).sort((a, b) => a.title.localeCompare(b.title));
  return entries.map(({ title, text }) => `${'='.repeat(100)}\n${title}\n${'='.repeat(100)}\n\n${text.trim()}\n`).join('\n');
}

function describe(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = fs.readdirSync(folder).filter((file) => licenseName.test(file));
  if (files.length === 0 && typeof license !== 'string') throw new Error(`${name} states no license`);
  const text = files.length === 0 ? `Licensed under ${license}.` : files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
  return { title: `${name} ${version} (${license})`, text };
}
