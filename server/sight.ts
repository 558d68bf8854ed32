import type { Sight } from './convert.ts';
import { plainDocument } from './edits.ts';
import type { Host } from './host.ts';
import { type Layout, plainLayout } from './layout.ts';
import type { Checked } from './live-document.ts';
import type { Folder } from './workspace.ts';
import { insideRoot } from '../core/kernel/path.ts';

/** Places of an open text and of other files of its folder. */
export function sightOf(host: Host, { folder, layout }: Pick<Checked, 'folder' | 'layout'>): Sight {
  return { locate: (span) => layout.locate(span), locateIn: (path, span) => fileLayout(host, folder, path).locate(span) };
}

/** The same for a file of a folder, open or not. */
export function fileSight(host: Host, folder: Folder, path: string): Sight {
  return sightOf(host, { folder, layout: fileLayout(host, folder, path) });
}

/** Positions in UTF-16 need no text; others are counted in the text that the editor or the disk has. */
function fileLayout({ documents, client }: Host, folder: Folder, path: string): Layout {
  const uri = folder.uriOf(path) ?? path;
  const open = documents.get(uri);
  if (open !== undefined && !open.isNotebook) return open.layout;
  return plainLayout(plainDocument(uri, client.encoding === 'utf-16' ? '' : textOf(folder, path)), client.encoding, null);
}

function textOf(folder: Folder, path: string): string {
  const { files } = folder.context();
  try {
    return new TextDecoder().decode(files.read(insideRoot(files.root, path)));
  } catch {
    return '';
  }
}
