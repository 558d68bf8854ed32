/** Folders of installed or generated code and of version control: never scanned unless named in full. */
const folders: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', 'node_modules', 'bower_components', 'jspm_packages', 'vendor', 'site-packages', '.venv', 'venv', '.tox', '.nox'],
  ...['__pycache__', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.gradle', '.terraform', '.next', '.nuxt', '.yarn', '.pnpm-store', '.guard_cache'],
]);

const lockFiles: ReadonlySet<string> = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'composer.lock', 'Cargo.lock', 'poetry.lock', 'Pipfile.lock'],
  ...['uv.lock', 'Gemfile.lock', 'go.sum', 'gradle.lockfile', 'packages.lock.json', 'flake.lock', 'Podfile.lock', 'mix.lock', 'pubspec.lock'],
]);

const generatedFile = /\.(?:min\.(?:js|mjs|cjs|css)|map|bundle\.js)$/i;

const mediaExtensions: ReadonlySet<string> = new Set([
  ...['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'ico', 'bmp', 'tif', 'tiff', 'psd', 'mp3', 'mp4', 'm4a', 'mov', 'avi', 'mkv', 'webm', 'wav', 'ogg', 'flac'],
  ...['woff', 'woff2', 'ttf', 'otf', 'eot', 'zip', 'gz', 'tgz', 'bz2', 'xz', 'zst', 'br', '7z', 'rar', 'tar', 'jar', 'war', 'class', 'o', 'a', 'so', 'dll'],
  ...['dylib', 'exe', 'bin', 'wasm', 'pyc', 'pyo', 'node', 'pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'sqlite', 'db', 'parquet', 'npy', 'pkl', 'onnx'],
]);

export function isIgnoredFolder(name: string): boolean {
  return folders.has(name);
}

/** Lock files, source maps and minified bundles: written by tools, nobody edits them. */
export function isGeneratedFile(name: string): boolean {
  return lockFiles.has(name) || generatedFile.test(name);
}

/** Media, archives and object code by extension (lower case, no dot): not text, not opened. */
export function isMediaExtension(extension: string): boolean {
  return mediaExtensions.has(extension);
}
