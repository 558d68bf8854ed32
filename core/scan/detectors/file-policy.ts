import { z } from 'zod';
import { lineIndex } from '../../kernel/text.ts';
import { compileGlobs } from '../glob.ts';
import type { Detector } from '../model.ts';
import { directivesIn } from '../suppress/directives.ts';
import { functionComplexities } from './complexity.ts';
import { compileRegexDetector } from './regex.ts';
import { compileRequiredPattern } from './required-pattern.ts';
import { firstLine, type TextCompilation, type TextDetector } from './text-detector.ts';

type FilePolicy = Extract<Detector, { kind: 'file-policy' }>;

/** `text` checks look into each file, `path` checks at its name only, `project` checks once at the whole project. */
type Scope = 'text' | 'path' | 'project';

interface Check {
  readonly scope: Scope;
  readonly compile: (parameters: unknown, trusted: boolean) => TextCompilation;
}

const pattern = z.object({ pattern: z.string().min(1) });
const path = z.object({ path: z.string().min(1) });

const checks: Readonly<Record<string, Check>> = {
  must_contain_pattern: check('text', pattern, (parameters, trusted) =>
    compileRequiredPattern({ kind: 'required-pattern', patterns: [parameters.pattern], flags: 'm' }, trusted),
  ),
  must_not_contain_pattern: check('text', pattern, (parameters, trusted) =>
    compileRegexDetector({ kind: 'regex', regex: parameters.pattern, flags: 'm' }, trusted),
  ),
  max_lines: check('text', z.object({ max: z.number().int().min(1) }), ({ max }) => compiled(maxLines(max))),
  high_complexity: check('text', z.object({ max_complexity: z.number().int().min(1) }), (parameters) => compiled(highComplexity(parameters.max_complexity))),
  forbidden_file: check('path', z.object({ glob: z.string().min(1) }), ({ glob }) => compiled(forbiddenFile(glob))),
  suppression_reason: check('text', z.object({}), () => compiled(suppressionReason)),
  required_file: check('project', path, () => compiled(nothing)),
  file_exists: check('project', path, () => compiled(nothing)),
};

/** Names of the checks a `file_policy` rule can use. */
export const filePolicyChecks = Object.keys(checks);

/** Where a check is decided; undefined for an unknown check. */
export function filePolicyScope(name: string): Scope | undefined {
  return Object.hasOwn(checks, name) ? checks[name]?.scope : undefined;
}

/** Compiles a check with its parameters; wrong parameters are a problem that names them. */
export function compileFilePolicy(detector: FilePolicy, trusted: boolean): TextCompilation {
  const known = Object.hasOwn(checks, detector.check) ? checks[detector.check] : undefined;
  return known === undefined
    ? { kind: 'problem', message: `The check must be one of ${filePolicyChecks.join(', ')}` }
    : known.compile(detector.parameters, trusted);
}

function check<S extends z.ZodType>(scope: Scope, schema: S, compile: (parameters: z.output<S>, trusted: boolean) => TextCompilation): Check {
  return {
    scope,
    compile(parameters, trusted) {
      const parsed = schema.safeParse(parameters);
      if (parsed.success) return compile(parsed.data, trusted);
      const issue = parsed.error.issues[0];
      return { kind: 'problem', message: `params.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong value'}` };
    },
  };
}

function compiled(detect: TextDetector['detect']): TextCompilation {
  return { kind: 'compiled', detector: { linear: true, local: false, detect } };
}

function maxLines(max: number): TextDetector['detect'] {
  return ({ text }) => {
    const { lineCount } = lineIndex(text.replace(/\r?\n$/, ''));
    return lineCount > max ? [{ ...firstLine(text), message: `The file has ${lineCount} lines; at most ${max} are allowed` }] : [];
  };
}

function highComplexity(max: number): TextDetector['detect'] {
  return (checked) => {
    const tree = checked.tree();
    if (tree === undefined) return [];
    const over = functionComplexities(tree.tree, tree.grammar).filter((found) => found.complexity > max);
    return over.map(({ start, end, complexity }) => ({
      ...{ start, end, bindings: new Map<string, never>() },
      message: `The function has a cyclomatic complexity of ${complexity}; at most ${max} is allowed`,
    }));
  };
}

function forbiddenFile(glob: string): TextDetector['detect'] {
  const matches = compileGlobs([glob]);
  return (checked) => (matches(checked.path) ? [firstLine(checked.text)] : []);
}

const suppressionReason: TextDetector['detect'] = ({ text, language }) =>
  directivesIn(text, language)
    .filter((directive) => directive.reason === '')
    .map(({ start, end }) => ({ start, end, bindings: new Map<string, never>() }));

/** Decided in the project scan. */
const nothing: TextDetector['detect'] = () => [];
