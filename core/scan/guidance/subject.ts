import type { Rule } from '../model.ts';

/** Where an example names a module: `import x`, `from x import`, `require('x')`, `from 'x'`, `use x::y`, `#include <x.h>`, or a quoted name alone in a line. */
const modules = [
  /^[ \t]*(?:from|import|use|using|#include)\s+(?:static\s+)?["'<]?([@\w./\\:-]+)/gm,
  /\b(?:require|from|import)\s*\(?\s*["']([^"'\n]+)["']/g,
  /^[ \t]*(?:\w+ )?"([\w./-]+)"[ \t]*$/gm,
];
const part = /[A-Za-z][A-Za-z\d]*/g;
/** First words of rule ids that stand for a language, a kind of file or a subject, not for a library. */
const general = new Set(
  'js py go java kotlin kt cs csharp php rb ruby rs rust c cpp tf k8s kubernetes docker compose cfn gha gl gitlab misra ai mcp agent hidden skill android'.split(
    ' ',
  ),
);
/** Words that say nothing of what a rule is about, or that name a subject although a module is called so. */
const tooGeneral = new Set('not and the from with without old off any all unsafe weak into over than that this when file path'.split(' '));
const subjectsNotLibraries = new Set('sql http command request shell code xml json html url key token random crypto ssl tls os io'.split(' '));

interface Subject {
  readonly words: readonly string[];
  readonly libraries: readonly string[];
}

const subjects = new WeakMap<Rule, Subject>();

/** The words of a rule's id that say what it is about. */
export function subjectOf(rule: Rule): readonly string[] {
  return read(rule).words;
}

/** The libraries without which a rule has nothing to look for: words of its id that its examples import, or that begin it in place of a language. */
export function librariesOf(rule: Rule): readonly string[] {
  return read(rule).libraries;
}

function read(rule: Rule): Subject {
  const known = subjects.get(rule);
  if (known !== undefined) return known;
  const [first = '', ...rest] = rule.id.split('-');
  const isLibrary = !general.has(first) && isCode(rule);
  const words = [...(isLibrary ? [first] : []), ...rest].filter((word) => word.length > 2 && !tooGeneral.has(word));
  const imported = isCode(rule) ? importedBy(rule) : new Set();
  const libraries = words.filter((word) => (imported.has(word) || (isLibrary && word === first)) && !subjectsNotLibraries.has(word));
  const subject = { words, libraries };
  subjects.set(rule, subject);
  return subject;
}

/** Rules about settings and secrets import nothing. */
function isCode({ secret, detector }: Rule): boolean {
  return !secret && (detector.kind === 'search' || detector.kind === 'taint');
}

function importedBy({ examples }: Rule): ReadonlySet<string> {
  const text = examples.map(({ bad = '' }) => bad).join('\n');
  const names = modules.flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name));
  return new Set(names.flatMap((name) => [...name.matchAll(part)].map(([word]) => word.toLowerCase())));
}
