/** Switches of a rule's `options`, with what holds when a rule says nothing. Names and defaults are Semgrep's. */
export const optionDefaults = {
  constant_propagation: true,
  symbolic_propagation: false,
  vardef_assign: true,
  flddef_assign: false,
  attr_expr: true,
  arrow_is_function: true,
  let_is_var: true,
  ac_matching: true,
  commutative_boolop: false,
  commutative_compop: false,
  symmetric_eq: false,
  decorators_order_matters: false,
  implicit_ellipsis: true,
  implicit_deep_exprstmt: true,
  implicit_return: true,
  unify_ids_strictly: true,
  xml_attrs_implicit_ellipsis: true,
  xml_singleton_loose_matching: true,
  xml_children_ordered: true,
  go_deeper_expr: true,
  go_deeper_stmt: true,
  generic_multiline: true,
  generic_caseless: false,
  taint_assume_safe_booleans: false,
  taint_assume_safe_numbers: false,
  taint_assume_safe_indexes: false,
  taint_assume_safe_functions: false,
  taint_assume_safe_comparisons: false,
  taint_only_propagate_through_assignments: false,
  taint_unify_mvars: false,
  taint_intrafile: true,
  /** Semgrep follows flows across files only where this is set, this engine unless it is off. */
  interfile: true,
} as const;

export type RuleSwitch = keyof typeof optionDefaults;

/** What a list in plain text starts and ends with, one character each. */
export type BracePair = readonly [open: string, close: string];

/** What a rule sets differently; texts and numbers concern rules over plain text. */
export type RuleOptions = Readonly<Partial<Record<RuleSwitch, boolean>>> & {
  /** Lines that `...` may span. */
  readonly generic_ellipsis_max_span?: number;
  /** Comments that do not count: `c`, `cpp` or `shell`. */
  readonly generic_comment_style?: 'c' | 'cpp' | 'shell';
  readonly generic_extra_word_characters?: readonly string[];
  /** Pairs of characters that lists stand between, instead of the usual ones, and besides them. */
  readonly generic_braces?: readonly BracePair[];
  readonly generic_extra_braces?: readonly BracePair[];
  /** Which reading of plain text a pattern is for: by indentation, or the one of aliengrep. */
  readonly generic_engine?: 'aliengrep';
  /** Where a flow is reported when it is not at its sink. */
  readonly taint_focus_on?: 'source';
};

/** Whether a switch is on for a rule. */
export function isOn(options: RuleOptions | undefined, name: RuleSwitch): boolean {
  return options?.[name] ?? optionDefaults[name];
}
