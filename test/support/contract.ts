import rows from '../contract/endpoints.json' with { type: 'json' };

const known = new Set(rows.map((row) => `${row.method} ${row.path}`));

/** Cites published endpoints that a test is about and gives their names for its title. Throws when one is not published. */
export function verifies(...endpoints: readonly string[]): string {
  const unknown = endpoints.find((endpoint) => !known.has(endpoint));
  if (unknown !== undefined) throw new Error(`${unknown} is not a published endpoint`);
  return endpoints.join(', ');
}
