import { parse } from 'yaml';
import { z } from 'zod';
import type { Files } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { childPath, extensionOf, insideRoot } from '../kernel/path.ts';
import { frameworksNamed } from '../scan/frameworks/names.ts';
import type { FrameworkHead } from '../scan/frameworks/catalogue.ts';

/** Where people declare evidence and what does not apply. */
export const evidenceFolder = '.sentrik/evidence';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Use a date such as 2026-10-01');
const controls = z.array(z.string().min(1)).min(1);

const declarationFile = z.strictObject({
  evidence: z
    .array(
      z.strictObject({
        framework: z.string(),
        controls,
        file: z.string().min(1).optional(),
        link: z.url().optional(),
        reviewer: z.string().min(1),
        reviewed: date,
        note: z.string().optional(),
      }),
    )
    .default([]),
  not_applicable: z.array(z.strictObject({ framework: z.string(), controls, reason: z.string().min(1), approved_by: z.string().min(1) })).default([]),
});

/** Evidence that somebody looked at and stands for. */
export interface Evidence {
  readonly where: string;
  readonly reviewer: string;
  /** ISO date. */
  readonly reviewed: string;
  /** Why it does not count: what it names is not there, or the review is too old. */
  readonly flaw?: string;
}

export interface Declarations {
  readonly evidence: ReadonlyMap<string, readonly Evidence[]>;
  /** Reasons by control. */
  readonly notApplicable: ReadonlyMap<string, string>;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

const maxReviewDays = 365;

/** Reads the project's declarations about one framework. A file that cannot be used is a problem, and declares nothing. */
export function readDeclarations(files: Files, framework: FrameworkHead, now: Date): Declarations {
  const evidence = new Map<string, Evidence[]>();
  const notApplicable = new Map<string, string>();
  const problems: { file: string; message: string }[] = [];
  const isAbout = (name: string) => frameworksNamed(name, [framework]).length > 0;
  for (const { file, content } of declarationFiles(files, problems)) {
    for (const item of content.evidence.filter((each) => isAbout(each.framework))) {
      const told = evidenceOf(files, item, now);
      for (const control of item.controls) evidence.set(control, [...(evidence.get(control) ?? []), told]);
    }
    for (const item of content.not_applicable.filter((each) => isAbout(each.framework))) {
      for (const control of item.controls) notApplicable.set(control, `${item.reason} (${item.approved_by}, ${file})`);
    }
  }
  return { evidence, notApplicable, problems };
}

type Content = z.output<typeof declarationFile>;

function declarationFiles(files: Files, problems: { file: string; message: string }[]): readonly { readonly file: string; readonly content: Content }[] {
  const folder = insideRoot(files.root, evidenceFolder);
  if (files.stat(folder)?.kind !== 'folder') return [];
  const names = files.list(folder).filter(({ name, kind }) => kind === 'file' && ['yaml', 'yml'].includes(extensionOf(name)));
  return names.flatMap(({ name }) => {
    const file = childPath(folder, name);
    const content = declarationFile.safeParse(readYamlFile(files, file));
    if (content.success) return [{ file, content: content.data }];
    const [issue] = content.error.issues;
    problems.push({ file, message: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}` });
    return [];
  });
}

function readYamlFile(files: Files, file: ReturnType<typeof insideRoot>): unknown {
  try {
    return parse(new TextDecoder().decode(files.read(file)));
  } catch {
    return undefined;
  }
}

function evidenceOf(files: Files, item: Content['evidence'][number], now: Date): Evidence {
  const where = item.file ?? item.link ?? item.note ?? '';
  const days = (now.getTime() - Date.parse(item.reviewed)) / 86_400_000;
  const flaw = flawOf(item.file !== undefined && !isThere(files, item.file), { days, where });
  return { where, reviewer: item.reviewer, reviewed: item.reviewed, ...(flaw === undefined ? {} : { flaw }) };
}

function flawOf(isMissing: boolean, { days, where }: { readonly days: number; readonly where: string }): string | undefined {
  if (where === '') return 'it names no file, link or note';
  if (isMissing) return 'the file is not there';
  if (days < 0) return 'the review is in the future';
  return days > maxReviewDays ? `the review is older than ${maxReviewDays} days` : undefined;
}

function isThere(files: Files, file: string): boolean {
  try {
    return files.stat(insideRoot(files.root, file))?.kind === 'file';
  } catch (thrown) {
    if (toFailure(thrown).code === 'internal') throw thrown;
    return false;
  }
}
