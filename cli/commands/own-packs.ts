import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../core/kernel/failure.ts';
import { run, runJson } from '../../core/kernel/operation.ts';
import { isReply } from '../../core/kernel/reply.ts';
import { severities } from '../../core/scan/severities.ts';
import { collect, formatOption, type ProjectFlags, withProjectFlags } from '../options.ts';
import { readPack } from '../pack-files.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { plainLine } from '../render/plain.ts';
import { renderRuleTests } from '../render/rule-tests.ts';
import { counted, problemLine } from '../render/summary.ts';
import { exitCode } from '../shell.ts';
import { targetOf } from '../target.ts';

interface Format {
  readonly format: 'text' | 'json';
}

interface CreateFlags extends ProjectFlags {
  readonly name?: string;
  readonly description?: string;
}

interface SpecFlags extends ProjectFlags, Format {
  readonly id?: string;
  readonly dryRun?: true;
}

interface ExportFlags extends ProjectFlags {
  readonly format: 'yaml' | 'zip' | 'tar.gz';
  readonly output?: string;
}

interface OverrideFlags extends ProjectFlags {
  readonly severity?: (typeof severities)[number];
  readonly enable?: true;
  readonly disable?: true;
  readonly option?: readonly string[];
  readonly reset?: true;
}

/** `packs create`, `import`, `export`, `validate`, `test`, `override` and `delete`. */
export function addOwnPackCommands(packs: Command, cli: Cli): void {
  withProjectFlags(packs.command('create'))
    .description('make a pack in .sentrik/rules with a rule to start from')
    .argument('<id>', 'pack id: lower-case letters, digits, dots and hyphens')
    .option('--name <name>', 'shown instead of the id')
    .option('--description <text>', 'what the pack is about')
    .action((id: string, flags: CreateFlags) => runCreate(cli, id, flags));
  withProjectFlags(packs.command('import'))
    .description('take a pack over: a folder, a YAML file, or a zip or tar.gz archive')
    .argument('<path>', 'where the pack is; every rule in it must be usable')
    .action((name: string, flags: ProjectFlags) => runImport(cli, name, flags));
  withProjectFlags(packs.command('import-spec'))
    .description('make a pack of rules from an OpenAPI 3 description')
    .argument('<file>', 'the description, in YAML or JSON')
    .option('--id <id>', 'pack id; from the title when absent')
    .option('--dry-run', 'show the rules and write nothing')
    .addOption(formatOption('text', 'json'))
    .action((file: string, flags: SpecFlags) => runImportSpec(cli, file, flags));
  withProjectFlags(packs.command('export'))
    .description('write a pack out, the same bytes for the same rules')
    .argument('<id>', 'pack id')
    .addOption(new Option('-f, --format <format>', 'how').choices(['yaml', 'zip', 'tar.gz']).default('yaml'))
    .option('-o, --output <file>', 'where to; standard output for yaml, <id>.<format> otherwise')
    .action((id: string, flags: ExportFlags) => runExport(cli, id, flags));
  withProjectFlags(packs.command('validate'))
    .description('tell every problem of a pack with file and line; exits 1 when there is one')
    .argument('[id|path]', 'a pack of the project, or a folder, file or archive; all packs of the project when absent')
    .addOption(formatOption('text', 'json'))
    .action((named: string | undefined, flags: ProjectFlags & Format) => runValidate(cli, named, flags));
  withProjectFlags(packs.command('test'))
    .description('run the tests of a pack of the project; exits 1 when one fails')
    .argument('<id>', 'pack id')
    .addOption(formatOption('text', 'json'))
    .action((id: string, flags: ProjectFlags & Format) => runTests(cli, id, flags));
  withProjectFlags(packs.command('override'))
    .description("change a rule in this project's settings")
    .argument('<id>', 'pack id')
    .argument('<rule>', 'rule id')
    .addOption(new Option('--severity <severity>', 'its severity').choices(severities))
    .addOption(new Option('--enable', 'switch it on again').conflicts('disable'))
    .option('--disable', 'switch it off')
    .option('--option <name=value>', 'an option of the rule; may be repeated', collect)
    .addOption(new Option('--reset', 'take every change of the rule back').conflicts(['severity', 'enable', 'disable', 'option']))
    .action((id: string, rule: string, flags: OverrideFlags) => runOverride(cli, { id, rule }, flags));
  withProjectFlags(packs.command('delete'))
    .description('delete a pack of the project')
    .argument('<id>', 'pack id')
    .action((id: string, flags: ProjectFlags) => runDelete(cli, id, flags));
}

async function runCreate({ shell }: Cli, id: string, { name, description, ...flags }: CreateFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const pack = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await operations()).createPack, context, { id, ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) }),
  );
  shell.print.out.write(`Created ${pack.place ?? pack.id} with ${counted(pack.rules, 'rule')}; try it with: sentrik packs test ${pack.id}\n`);
}

async function runImport({ shell }: Cli, name: string, flags: ProjectFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const given = readPack(shell, name);
  const pack = await withProduct(shell, { root, config: flags.config }, async (context) => runJson((await operations()).importPack, context, given));
  shell.print.out.write(`Imported ${plainLine(pack.name)} with ${counted(pack.rules, 'rule')} into ${pack.place ?? pack.id}\n`);
}

async function runImportSpec({ shell }: Cli, file: string, { id, dryRun, format, ...flags }: SpecFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const input = { spec: shell.disk.readText(path.resolve(shell.cwd, file)), dry_run: dryRun === true, ...(id === undefined ? {} : { id }) };
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/import-spec.ops.ts')).importSpec, context, input),
  );
  const { out } = shell.print;
  if (format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  for (const rule of answer.rules) out.write(`${plainLine(rule.id)}  ${plainLine(rule.title)}\n`);
  out.write(`Not compared with code:\n${answer.not_covered.map(({ what, why }) => `  ${what}: ${why}\n`).join('')}`);
  out.write(answer.pack === undefined ? 'Nothing was written\n' : `Made ${answer.pack.place ?? answer.pack.id} with ${counted(answer.pack.rules, 'rule')}\n`);
}

async function runExport({ shell }: Cli, id: string, { format, output, ...flags }: ExportFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const reply = await withProduct(shell, { root, config: flags.config }, async (context) => run((await operations()).exportPack, context, { id, format }));
  if (!isReply(reply) || reply.kind !== 'document') throw new Failure('internal', 'The pack could not be exported');
  if (output === undefined && typeof reply.body === 'string') {
    shell.print.out.write(reply.body);
    return;
  }
  const file = output ?? `${id}.${format}`;
  shell.disk.write(path.resolve(shell.cwd, file), reply.body);
  shell.print.err.write(`Wrote ${file}\n`);
}

async function runValidate({ shell, end }: Cli, named: string | undefined, { format, ...flags }: ProjectFlags & Format): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const isPlace = named !== undefined && shell.disk.kindOf(path.resolve(shell.cwd, named)) !== undefined;
  const asked = named === undefined ? {} : { id: named };
  const input = isPlace ? readPack(shell, named) : asked;
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) => runJson((await operations()).validatePack, context, input));
  if (!answer.valid) end(exitCode.findings);
  const { out } = shell.print;
  if (format === 'json') {
    out.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  for (const { id, rules, problems } of answer.packs) {
    out.write(`${plainLine(id) || 'pack'}: ${counted(rules, 'rule')}, ${problems.length === 0 ? 'valid' : counted(problems.length, 'problem')}\n`);
    for (const problem of problems) out.write(`  ${problemLine(problem)}\n`);
  }
  if (answer.packs.length === 0) out.write('The project has no pack of its own\n');
}

async function runTests({ shell, end }: Cli, id: string, { format, ...flags }: ProjectFlags & Format): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const answer = await withProduct(shell, { root, config: flags.config }, async (context) => {
    const { packs } = await runJson((await import('../../core/scan/packs.ops.ts')).listPacks, context, {});
    const place = packs.find((pack) => pack.id === id)?.place;
    if (place === undefined) throw new Failure('not_found', 'The project has no pack of its own with this id');
    return runJson((await import('../../core/scan/rule-tests.ops.ts')).testRules, context, { rules: [place] });
  });
  if (!answer.ok) end(exitCode.findings);
  const { out } = shell.print;
  out.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderRuleTests(answer, out, false));
}

async function runOverride({ shell }: Cli, { id, rule }: { readonly id: string; readonly rule: string }, flags: OverrideFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const change = flags.reset === true ? null : changeOf(flags);
  const { overrides } = await withProduct(shell, { root, config: flags.config }, async (context) =>
    runJson((await import('../../core/scan/packs.ops.ts')).overridePack, context, { id, overrides: { [rule]: change } }),
  );
  shell.print.out.write(`${plainLine(rule)}: ${JSON.stringify(overrides[rule] ?? 'as the pack has it')}\n`);
}

function changeOf({ severity, enable, disable, option = [] }: OverrideFlags): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(option.map(readOption));
  const change = {
    ...(severity === undefined ? {} : { severity }),
    ...(enable === undefined && disable === undefined ? {} : { enabled: enable === true }),
    ...(option.length === 0 ? {} : { options }),
  };
  if (Object.keys(change).length === 0) throw new Failure('invalid_input', 'Say what to change: --severity, --enable, --disable, --option or --reset');
  return change;
}

/** `name=value`, where the value is a boolean or a number when it reads as one. */
function readOption(text: string): readonly [string, boolean | number | string] {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('Give an option as name=value.');
  const value = text.slice(cut + 1);
  const words: Readonly<Record<string, boolean>> = { true: true, false: false };
  return [text.slice(0, cut), words[value] ?? (value !== '' && Number.isFinite(Number(value)) ? Number(value) : value)];
}

async function runDelete({ shell }: Cli, id: string, flags: ProjectFlags): Promise<void> {
  const { root } = targetOf(shell, flags.root, []);
  const { deleted } = await withProduct(shell, { root, config: flags.config }, async (context) => runJson((await operations()).deletePack, context, { id }));
  shell.print.out.write(`Deleted ${deleted}\n`);
}

function operations() {
  return import('../../core/scan/custom-packs.ops.ts');
}
