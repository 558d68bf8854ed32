import type { SchemaChange } from '../schema.ts';

/** Which refresh token was given for a used one. */
export const refresh: SchemaChange = {
  name: '0006-refresh',
  apply: ({ addColumns }) => addColumns('refresh_token', { successor: 'text?' }),
};
