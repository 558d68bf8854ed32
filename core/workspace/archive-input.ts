import { z } from 'zod';
import { UploadedArchive } from '../kernel/sources.ts';

/** The file of a form. */
export const archiveInput = z
  .instanceof(UploadedArchive, { error: 'Send the archive as a file of a form' })
  .meta({ description: 'A zip, tar or gzipped tar archive', override: { type: 'string', format: 'binary' } });
