import type { FindingWire } from '../../core/scan/finding-wire.ts';

/** The same findings as ESLint's `json` formatter writes them: one file with its messages and, where there are any, its whole source. */
export function eslintStyle(findings: readonly FindingWire[], filename: string, text: string): string {
  const messages = findings.map(({ rule_id: ruleId, severity, message, range, fix }) => ({
    ruleId,
    severity: severity === 'critical' || severity === 'high' ? 2 : 1,
    message,
    line: range.start_line,
    column: range.start_column,
    endLine: range.end_line,
    endColumn: range.end_column,
    ...(fix === undefined ? {} : { fix: fix.edits.map((edit) => ({ range: [edit.start_offset, edit.end_offset], text: edit.text }))[0] }),
  }));
  const errorCount = messages.filter(({ severity }) => severity === 2).length;
  const counts = { errorCount, fatalErrorCount: 0, warningCount: messages.length - errorCount, fixableErrorCount: 0, fixableWarningCount: 0 };
  return JSON.stringify([{ filePath: `/home/me/project/${filename}`, messages, suppressedMessages: [], ...counts, source: text, usedDeprecatedRules: [] }]);
}

/** The same findings in the shape that Semgrep documents for `--json`, with the metadata that its public rules carry. */
export function semgrepStyle(findings: readonly FindingWire[], filename: string, text: string): string {
  const lines = text.split('\n');
  const results = findings.map((finding) => {
    const { rule_id: rule, severity, message, range, fingerprint, cwe, controls, confidence, trace } = finding;
    const code = lines.slice(range.start_line - 1, range.end_line).join('\n');
    return {
      check_id: `rules.security.${rule}`,
      path: filename,
      start: { line: range.start_line, col: range.start_column, offset: range.start_offset },
      end: { line: range.end_line, col: range.end_column, offset: range.end_offset },
      extra: {
        message,
        metadata: { cwe, owasp: Object.values(controls).flat().slice(0, 4), category: 'security', confidence: confidence > 0.8 ? 'HIGH' : 'MEDIUM' },
        severity: severity === 'critical' || severity === 'high' ? 'ERROR' : 'WARNING',
        fingerprint,
        lines: code,
        is_ignored: false,
        validation_state: 'NO_VALIDATOR',
        engine_kind: 'OSS',
        ...(trace === undefined ? {} : { dataflow_trace: traceOf(finding, lines) }),
      },
    };
  });
  return JSON.stringify({ version: '1.100.0', results, errors: [], paths: { scanned: [filename] }, skipped_rules: [] });
}

function traceOf({ trace = [], evidence }: FindingWire, lines: readonly string[]): object {
  const steps = trace.map(({ range }) => {
    const place = { path: evidence.file, start: { line: range.start_line, col: range.start_column }, end: { line: range.end_line, col: range.end_column } };
    return [place, lines[range.start_line - 1]?.slice(range.start_column - 1, range.end_column - 1) ?? ''];
  });
  return { taint_source: ['CliLoc', steps[0]], intermediate_vars: steps.slice(1, -1), taint_sink: ['CliLoc', steps.at(-1)] };
}
