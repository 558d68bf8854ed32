/** A text that a rule is tried on. `must`: lines (1-based) that findings must start on, no others; absent where annotations of the rule tell. */
export interface TestTarget {
  readonly path: string;
  readonly text: string;
  readonly must?: ReadonlySet<number>;
  /** The text after all fixes, where only that counts or counts too. */
  readonly fixed?: string;
}

/** One case of a peer's test material: rules in Semgrep's syntax with texts. */
export interface RuleTest {
  readonly name: string;
  /** The group it is counted in, such as `patterns` or `taint`. */
  readonly suite: string;
  readonly rules: string;
  readonly targets: readonly TestTarget[];
  /** All rules of the file count as one case, and lines are of any rule. */
  readonly whole: boolean;
  /** Only the repaired text is compared. */
  readonly fixOnly: boolean;
  readonly language?: string;
  readonly feature?: string;
}
