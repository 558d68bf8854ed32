/** Loaded into a server that is measured: at a signal it collects its garbage and writes down what memory is left. */
import fs from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const target = process.env.MEMORY_PROBE_FILE ?? '';
  fs.writeFileSync(`${target}.new`, JSON.stringify(process.memoryUsage()));
  fs.renameSync(`${target}.new`, target);
});
