import { openDockerfileGrammar } from './dockerfile/grammar.ts';
import { openSqlGrammar } from './sql/grammar.ts';
import type { Grammar } from './grammar.ts';

/** Grammars written here, for languages without a usable generated one. */
const own = { dockerfile: openDockerfileGrammar, sql: openSqlGrammar } as const;
export type OwnGrammarName = keyof typeof own;

export function isOwnGrammar(name: string): name is OwnGrammarName {
  return Object.hasOwn(own, name);
}

/** A grammar of this folder; it needs no assets. */
export function openOwnGrammar(name: OwnGrammarName): Grammar {
  return own[name]();
}
