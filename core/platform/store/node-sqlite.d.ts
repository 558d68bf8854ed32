/** What the store uses of Node's own SQLite; the types of Node 20 do not have it. */
declare module 'node:sqlite' {
  export class StatementSync {
    all(...parameters: readonly unknown[]): unknown[];
    run(...parameters: readonly unknown[]): { readonly changes: number | bigint };
    columns(): readonly unknown[];
  }
  export class DatabaseSync {
    constructor(file: string);
    exec(sql: string): void;
    prepare(sql: string): StatementSync;
    close(): void;
  }
}
