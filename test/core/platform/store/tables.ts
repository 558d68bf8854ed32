import { sql } from 'kysely';
import { defineTable, type Row } from '../../../../core/kernel/table.ts';
import { migrations } from '../../../../core/platform/store/migrations/index.ts';
import type { SchemaChange } from '../../../../core/platform/store/schema.ts';

/** Tables that hold every kind of column, with and without null. */
export const books = defineTable({
  name: 'book',
  scope: 'tenant',
  columns: {
    id: 'text',
    title: 'text',
    shelf: 'text?',
    pages: 'integer',
    weight: 'real?',
    is_lent: 'boolean',
    is_new: 'boolean?',
    notes: 'json',
    extra: 'json?',
    bought_at: 'time',
    read_at: 'time?',
    edition: 'integer?',
  },
  key: ['id'],
});

export const loans = defineTable({ name: 'loan', scope: 'tenant', columns: { book_id: 'text', seq: 'integer', who: 'text' }, key: ['book_id', 'seq'] });

export const counters = defineTable({ name: 'counter', scope: 'system', columns: { name: 'text', value: 'integer' }, key: ['name'] });

const library: SchemaChange = {
  name: '9000-library',
  async apply({ createTable }) {
    await createTable('book', {
      scope: 'tenant',
      columns: books.columns,
      key: books.key,
      unique: [['title', 'edition']],
      indexes: [['bought_at', 'id']],
      across: [['pages']],
    });
    await createTable('loan', {
      scope: 'tenant',
      columns: loans.columns,
      key: loans.key,
      references: [{ columns: ['book_id'], table: 'book', key: ['id'] }],
    });
    await createTable('counter', { scope: 'system', columns: counters.columns, key: counters.key });
  },
};

export const libraryMigrations: readonly SchemaChange[] = [...migrations, library];

/** A later step: a column more, filled from what is there. */
export const shelfMarks: SchemaChange = {
  name: '9001-shelf-marks',
  async apply({ addColumns, database }) {
    await addColumns('book', { mark: 'text?' });
    await sql`update book set mark = title`.execute(database);
  },
};

export function book(id: string, changes: Partial<Row<typeof books>> = {}) {
  return {
    id,
    title: `Title of ${id}`,
    shelf: null,
    pages: 100,
    weight: null,
    is_lent: false,
    is_new: null,
    notes: {},
    extra: null,
    bought_at: '2026-01-01T00:00:00.000Z',
    read_at: null,
    edition: null,
    ...changes,
  };
}
