import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { document } from '../kernel/reply.ts';
import { scanFor, scanInput } from '../runs/scan-input.ts';
import { type Catalogue, readCatalogue, readFrameworkHeads } from '../scan/frameworks/catalogue.ts';
import { frameworksNamed } from '../scan/frameworks/names.ts';
import { assessFramework } from './assess.ts';
import { type AssessmentWire, assessmentWire, toAssessmentWire } from './assessment-wire.ts';
import { readDeclarations } from './declarations.ts';
import { assessmentFormats, renderAssessment } from './render/index.ts';

const frameworkWire = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string().optional(),
    kind: z.enum(['code', 'process']),
    controls: z.number().int(),
    aliases: z.array(z.string()),
    licence: z.string(),
  })
  .meta({ id: 'Framework' });

const frameworkList = z.object({ frameworks: z.array(frameworkWire), total: z.number().int() });

/** Every framework that findings can be mapped to. */
export const listFrameworks = defineOperation({
  name: 'frameworks.list',
  summary: 'List all frameworks',
  input: z.object({}),
  output: frameworkList,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/frameworks' },
  run: (context) => listed(context),
});

const assessmentInput = z.object({
  framework: z.string().min(1).max(100).meta({ description: 'Id or alias, such as hipaa, soc2 or fda-iec-62304' }),
  level: z.string().min(1).max(20).optional().meta({ description: 'Only controls of this level or class, such as B of IEC 62304' }),
});

/** Scans, and answers the state of every control of a framework: what was checked, what was not, and why. */
export const showControls = defineOperation({
  name: 'controls.status',
  summary: 'State of every control of a framework over what was really evaluated',
  description:
    'Scans the project. Per control: satisfied, partial, not-satisfied, manual or not-evaluated, with the findings, checks and declared evidence behind it.',
  input: assessmentInput.extend({
    control: z.string().min(1).max(100).optional().meta({ description: 'Only this control, such as CC6.1, with all of its proof' }),
    render: z.enum(assessmentFormats).optional().meta({ description: 'Also answer a report in the field document' }),
  }),
  output: assessmentWire.extend({ document: z.object({ mime: z.string(), content: z.string() }).optional() }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/controls' },
  mcp: 'evidence',
  cli: 'controls',
  async run(context, input) {
    const whole = await assess(context, input);
    const assessment = input.control === undefined ? whole : onlyControl(whole, input.control);
    return { ...assessment, ...(input.render === undefined ? {} : { document: renderAssessment(input.render, assessment) }) };
  },
});

/** The same as a page; without a framework, or with `list`, the frameworks. */
export const complianceReport = defineOperation({
  name: 'compliance.report',
  summary: 'Compliance report of a framework as HTML, or the list of frameworks',
  input: assessmentInput.partial().extend({ list: z.stringbool().or(z.boolean()).default(false) }),
  output: frameworkList,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/compliance-report' },
  async run(context, input) {
    const { framework, level, list } = input;
    if (list || framework === undefined) return listed(context);
    const { mime, content } = renderAssessment('html', await assess(context, { framework, level }));
    return document(mime, content);
  },
});

/** Score and coverage stay those of the framework. */
function onlyControl(assessment: AssessmentWire, id: string): AssessmentWire {
  const controls = assessment.controls.filter((control) => control.id.toLowerCase() === id.toLowerCase());
  if (controls.length === 0) throw new Failure('not_found', 'The framework has no control with this id');
  return { ...assessment, controls };
}

function listed(context: Context): z.output<typeof frameworkList> {
  const frameworks = readFrameworkHeads(context.assets).map(({ size, shown: _shown, version, ...head }) => ({
    ...head,
    controls: size,
    ...(version === undefined ? {} : { version }),
  }));
  return { frameworks, total: frameworks.length };
}

async function assess(context: Context, { framework: name, level }: z.output<typeof assessmentInput>): Promise<AssessmentWire> {
  const catalogue = catalogueNamed(context, name);
  if (level !== undefined && catalogue.levels?.values.includes(level) !== true) {
    throw new Failure('invalid_input', `level: ${catalogue.name} has ${catalogue.levels === undefined ? 'no levels' : catalogue.levels.values.join(', ')}`);
  }
  const { config } = await loadConfig(context);
  const standards = [...config.standards_packs.filter((pack) => pack !== catalogue.id), catalogue.id];
  const { workspace, result } = await scanFor(context, scanInput.parse({ config_overrides: { standards_packs: standards } }));
  const now = context.clock.now();
  const declarations = readDeclarations(context.files, catalogue, now);
  const assessment = assessFramework({ catalogue, ...(level === undefined ? {} : { level }), workspace, result, declarations });
  const scan = {
    whole: result.whole,
    files_scanned: result.filesScanned,
    lines_scanned: result.linesScanned,
    files_by_language: { ...result.filesByLanguage },
    rules_evaluated: result.rulesEvaluated.length,
    rules_total: workspace.scanner.rules.length,
    skipped: result.skips.map(({ path, reason, message }) => ({ path, reason, message })),
  };
  return toAssessmentWire(
    assessment,
    scan,
    result.problems.map(({ file, message }) => ({ file, message })),
    now.toISOString(),
  );
}

function catalogueNamed({ assets }: Context, name: string): Catalogue {
  const found = frameworksNamed(name, readFrameworkHeads(assets));
  const [first] = found;
  if (first === undefined) throw new Failure('not_found', 'There is no framework with this name; see the list of frameworks');
  if (found.length > 1) throw new Failure('invalid_input', `The name stands for ${found.map(({ id }) => id).join(' and ')}; choose one`);
  return readCatalogue(assets, first.id);
}
