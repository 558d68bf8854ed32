/** Which finding of which repository: one line of text that is equal only for the same. */
export function placeOf({
  repository,
  rule,
  path,
  line,
}: {
  readonly repository: string;
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}): string {
  return `${repository} ${rule} ${path}:${line}`;
}
