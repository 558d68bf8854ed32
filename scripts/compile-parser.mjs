/** Compiles core/scan/tree/parser/assembly (AssemblyScript) to WebAssembly; the result is kept under node_modules/.cache while the sources stay the same. */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const options = ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--importTable', '--optimizeLevel', '3', '--noAssert', '--disableWarning', '201'];
/** The decorator is written as a comment, so that other tools can read the sources as TypeScript. */
const inlineMark = /^\/\/ @inline$/gm;
/** The compiler adds the ending itself. */
const importEnding = /(?<=^(?:import|export|\}) .*'\.\/[\w-]+)\.ts(?=';$)/gm;

/** Writes the module to `target`. Throws with the compiler's complaint when it does not compile. */
export async function compileParser(root, target) {
  const folder = path.join(root, 'core/scan/tree/parser/assembly');
  const sources = new Map(
    fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8').replaceAll(inlineMark, '@inline').replaceAll(importEnding, '')]),
  );
  const cached = path.join(root, 'node_modules/.cache/sentrik', `parser-${hashOf(root, sources)}.wasm`);
  if (!fs.existsSync(cached)) {
    fs.mkdirSync(path.dirname(cached), { recursive: true });
    const unfinished = `${cached}.${process.pid}`;
    fs.writeFileSync(unfinished, await compile(sources));
    fs.renameSync(unfinished, cached);
  }
  fs.copyFileSync(cached, target);
}

function hashOf(root, sources) {
  const hash = crypto.createHash('sha256').update(JSON.stringify([...sources]));
  hash.update(fs.readFileSync(path.join(root, 'node_modules/assemblyscript/package.json'))).update(options.join(' '));
  return hash.digest('hex').slice(0, 16);
}

async function compile(sources) {
  const { default: compiler } = await import('assemblyscript/asc');
  let wasm;
  const complaint = [];
  const { error } = await compiler.main(['index.ts', '--outFile', 'parser.wasm', ...options], {
    readFile: (name) => sources.get(path.basename(name)) ?? null,
    writeFile: (name, contents) => {
      if (name === 'parser.wasm') wasm = contents;
    },
    listFiles: () => [],
    stderr: { write: (text) => complaint.push(text) },
  });
  if (error !== null || wasm === undefined) throw new Error(`The parser does not compile: ${error?.message ?? ''}\n${complaint.join('')}`);
  return wasm;
}
