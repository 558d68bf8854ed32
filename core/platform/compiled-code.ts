import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { type CacheEnvironment, cacheFolder } from './cache-disk.ts';

/** A program in one CommonJS file, and where what was compiled of it is kept. */
export interface CompiledProgram {
  readonly file: string;
  /** Differs when the program differs. */
  readonly build: string;
  readonly environment: CacheEnvironment;
}

/** Milliseconds after the start, by when the functions that a first check needs are compiled. */
const keepAfter = 4000;
/** Of one program: the user may run it on several versions of Node. */
const mostKept = 4;
const digestLength = 32;

/**
 * Runs a program and answers its exports. What V8 compiles of it is kept in the user's cache folder, and the next start takes it over. Nothing is
 * kept where SENTRIK_CACHE_DIR names another folder: it may lie where others write, and what is kept there would be run.
 */
export function runCompiled({ file, build, environment }: CompiledProgram): unknown {
  const folder = path.join(cacheFolder({ ...environment, SENTRIK_CACHE_DIR: '' }), 'code');
  const kept = isOwnFolderNamed(environment) ? undefined : path.join(folder, nameOf(file, build));
  const cachedData = kept === undefined ? undefined : readKept(kept);
  const script = new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) keepLater(script, kept);
  const module: { exports: unknown } = { exports: {} };
  const main: unknown = script.runInThisContext();
  if (typeof main === 'function') Reflect.apply(main, module.exports, [module.exports, createRequire(file), module, file, path.dirname(file)]);
  return module.exports;
}

function isOwnFolderNamed({ SENTRIK_CACHE_DIR: named = '' }: CacheEnvironment): boolean {
  return named !== '';
}

/** What V8 compiled is of use to the same V8 alone; V8 itself looks at its version and flags. */
function nameOf(file: string, build: string): string {
  const { versions, arch } = process;
  const key = createHash('sha256').update(JSON.stringify([file, build, versions.v8, versions.node, versions.electron, arch]));
  return `${path.basename(file, '.cjs')}-${key.digest('hex').slice(0, 24)}`;
}

/** Undefined where there is none, or one that others could have written or that is damaged: V8 would believe it. */
function readKept(kept: string): Buffer | undefined {
  try {
    if (isWrittenByOthers(fs.statSync(path.dirname(kept))) || isWrittenByOthers(fs.statSync(kept))) return undefined;
    const content = fs.readFileSync(kept);
    const data = content.subarray(digestLength);
    return digestOf(data).equals(content.subarray(0, digestLength)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function isWrittenByOthers({ uid, mode }: fs.Stats): boolean {
  const own = process.getuid?.();
  return own !== undefined && (uid !== own || (mode & 0o022) !== 0);
}

function digestOf(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

/** When the program has had time to warm up, or ends earlier. */
function keepLater(script: vm.Script, kept: string): void {
  const keep = () => {
    clearTimeout(timer);
    process.removeListener('exit', keep);
    try {
      write(kept, script.createCachedData());
    } catch {
      // The next start compiles again.
    }
  };
  const timer = setTimeout(keep, keepAfter).unref();
  process.once('exit', keep);
}

function write(kept: string, data: Uint8Array): void {
  const folder = path.dirname(kept);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = `${kept}.${randomBytes(6).toString('hex')}.tmp`;
  fs.writeFileSync(fresh, Buffer.concat([digestOf(data), data]), { mode: 0o600 });
  fs.renameSync(fresh, kept);
  const files = fs.readdirSync(folder).map((name) => ({ file: path.join(folder, name), at: fs.statSync(path.join(folder, name)).mtimeMs }));
  for (const { file } of files.toSorted((a, b) => b.at - a.at).slice(mostKept)) fs.rmSync(file, { force: true });
}
