import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { BlobId, KeptBlob } from '../kernel/blobs.ts';
import { Failure } from '../kernel/failure.ts';

const contentKey = /^blobs\/[0-9a-f]{2}\/([0-9a-f]{64})$/;

/** Reads a page of ListObjectsV2: its contents, and the token of the next page where there is one. Throws `unavailable` for anything else. */
export function listed(text: string): { readonly blobs: readonly KeptBlob[]; readonly next: string | undefined } {
  const root = rootOf(text);
  if (root?.name !== 'ListBucketResult') throw new Failure('unavailable', 'The store for contents cannot list what it keeps');
  const blobs = elementsOf(root, 'Contents').flatMap((entry) => {
    const [, digits] = contentKey.exec(textOf(entry, 'Key') ?? '') ?? [];
    const id: BlobId = `sha256:${digits}`;
    return digits === undefined ? [] : [{ id, written: new Date(textOf(entry, 'LastModified') ?? '') }];
  });
  return { blobs, next: textOf(root, 'NextContinuationToken') };
}

function rootOf(text: string): XmlElement | undefined {
  try {
    return parseXml(text).root ?? undefined;
  } catch {
    return undefined;
  }
}

function elementsOf(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

function textOf(parent: XmlElement, name: string): string | undefined {
  return elementsOf(parent, name)[0]?.text;
}
