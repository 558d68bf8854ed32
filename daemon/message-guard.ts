const headerEnd = Buffer.from('\r\n\r\n');
const longestHeader = 8192;
const lengthField = /^content-length:\s*(\d{1,15})\s*$/im;

/** Watches a stream of language server messages go by: false from the first one that says that it is longer than `most` bytes, or that has no end of its head. */
export function messageGuard(most: number): (chunk: Buffer) => boolean {
  let head = Buffer.alloc(0);
  let bodyLeft = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(bodyLeft, rest.length);
      bodyLeft -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length === 0) return true;
      const before = head.length;
      head = Buffer.concat([head, rest.subarray(0, longestHeader)]);
      const end = head.indexOf(headerEnd);
      if (end < 0) return head.length <= longestHeader;
      bodyLeft = Number(lengthField.exec(head.toString('latin1', 0, end))?.[1] ?? 0);
      if (bodyLeft > most) return false;
      rest = rest.subarray(end + headerEnd.length - before);
      head = Buffer.alloc(0);
    }
    return true;
  };
}
