import { type BracePair, optionDefaults, type RuleOptions, type RuleSwitch } from '../rule-options.ts';
import { at, elements, entries, numberAt, type Part, refuse, textAt, textOf } from './part.ts';

/** Options that say how to run or show a rule elsewhere, or that choose what this engine does anyway. */
const withoutEffect: ReadonlySet<string> = new Set([
  ...['timeout', 'dynamic_timeout', 'dynamic_timeout_unit_kb', 'dynamic_timeout_max_multiplier', 'max_match_per_file', 'symbolic_propagation_depth'],
  ...['cpp_parsing_pref', 'interproc', 'intrafile', 'tag'],
]);
/** Switches whose other position this engine does not have yet. */
const unsupported: ReadonlySet<string> = new Set([
  ...['flddef_assign', 'attr_expr', 'arrow_is_function', 'ac_matching', 'commutative_boolop', 'commutative_compop'],
  ...['xml_attrs_implicit_ellipsis', 'xml_singleton_loose_matching', 'xml_children_ordered', 'unify_ids_strictly', 'implicit_deep_exprstmt'],
  ...['go_deeper_expr', 'go_deeper_stmt'],
]);
const focuses: ReadonlySet<string> = new Set(['taint_focus_on', 'taint_match_on']);
const furtherOptions: ReadonlySet<string> = new Set([
  ...focuses,
  ...['generic_engine', 'generic_ellipsis_max_span', 'generic_comment_style', 'generic_extra_word_characters', 'generic_braces', 'generic_extra_braces'],
]);
const commentStyles = ['c', 'cpp', 'shell'] as const;

/** `options` of a rule, only what differs from the defaults; a key that is not known is a problem and is ignored. */
export function readOptions(rule: Part): { readonly options?: RuleOptions } {
  const field = at(rule, 'options');
  if (field === undefined) return {};
  const switches: Partial<Record<RuleSwitch, boolean>> = {};
  for (const [key, part] of entries(field)) {
    if (unsupported.has(key) && isSwitch(key) && part.value !== optionDefaults[key])
      refuse(part, `The option ${JSON.stringify(key)} is not supported and is ignored`);
    else if (isSwitch(key)) readSwitch(switches, key, part);
    else if (!furtherOptions.has(key) && !withoutEffect.has(key)) refuse(part, `The option ${JSON.stringify(key)} is not known here and is ignored`);
  }
  const options: RuleOptions = { ...switches, ...readGeneric(field), ...readFocus(field) };
  return Object.keys(options).length === 0 ? {} : { options };
}

/** Why a switch cannot be set to a value in the settings of a project; undefined when it can. */
export function switchProblem(name: string, value: unknown): string | undefined {
  if (!isSwitch(name)) return `The option ${JSON.stringify(name)} is not known`;
  if (typeof value !== 'boolean') return `The option ${name} is true or false`;
  return unsupported.has(name) && value !== optionDefaults[name] ? `The option ${JSON.stringify(name)} is not supported` : undefined;
}

function isSwitch(key: string): key is RuleSwitch {
  return Object.hasOwn(optionDefaults, key);
}

function readSwitch(switches: Partial<Record<RuleSwitch, boolean>>, key: RuleSwitch, part: Part): void {
  if (typeof part.value !== 'boolean') refuse(part, 'true or false was expected here');
  else if (part.value !== optionDefaults[key] || key === 'symmetric_eq') switches[key] = part.value;
}

function readBraces(field: Part, key: 'generic_braces' | 'generic_extra_braces'): RuleOptions {
  const list = at(field, key);
  if (list === undefined) return {};
  const pairs = elements(list).flatMap((element): readonly BracePair[] => {
    const [open = '', close = '', ...rest] = elements(element).map((part) => textOf(part) ?? '');
    if (open.length === 1 && close.length === 1 && rest.length === 0) return [[open, close]];
    refuse(element, 'a pair of single characters was expected here');
    return [];
  });
  return { [key]: pairs };
}

/** Where a flow is reported; the option was called `taint_match_on` at first. */
function readFocus(field: Part): RuleOptions {
  const place = [...focuses].map((key) => at(field, key)).find((part) => part !== undefined);
  if (place === undefined || place.value === 'sink') return {};
  if (place.value === 'source') return { taint_focus_on: 'source' };
  refuse(place, 'source or sink was expected here');
  return {};
}

function readGeneric(field: Part): RuleOptions {
  const span = numberAt(field, 'generic_ellipsis_max_span');
  const written = textAt(field, 'generic_comment_style');
  const style = commentStyles.find((known) => known === written);
  if (written !== undefined && style === undefined) refuse(field, `generic_comment_style is one of ${commentStyles.join(', ')}`);
  const extra = at(field, 'generic_extra_word_characters');
  return {
    ...(span === undefined ? {} : { generic_ellipsis_max_span: span }),
    ...(style === undefined ? {} : { generic_comment_style: style }),
    ...(textAt(field, 'generic_engine') === 'aliengrep' ? { generic_engine: 'aliengrep' as const } : {}),
    ...readBraces(field, 'generic_braces'),
    ...readBraces(field, 'generic_extra_braces'),
    ...(extra === undefined ? {} : { generic_extra_word_characters: elements(extra).flatMap((element) => textOf(element) ?? []) }),
  };
}
