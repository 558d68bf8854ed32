import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { SeverityIcon, severityName } from '../parts/severity.tsx';
import type { FindingWire } from '../wire.ts';
import { placeText } from './rows.ts';

interface FindingRowProps {
  readonly finding: FindingWire;
  /** Whether the file is said in the row, because no heading says it. */
  readonly withFile: boolean;
}

/** A finding in the list. */
export function FindingRow({ finding, withFile }: FindingRowProps): JSX.Element {
  const { fixed } = useApp();
  const { severity, title, rule_id: rule, fingerprint, fix, range, evidence } = finding;
  const place = evidence.lines.length === 0 ? 'project' : `line ${range.start_line}`;
  return (
    <>
      <SeverityIcon severity={severity} />
      <span class="row-text">
        <span class="row-title" title={title}>
          <span class="visually-hidden">{severityName[severity]}: </span>
          {title}
        </span>
        <span class="row-note">
          <span class="mono">{withFile ? placeText(finding) : place}</span>
          <span class="row-rule">{rule}</span>
        </span>
      </span>
      {fixed.value.has(fingerprint) && <span class="tag good">fixed, not rescanned</span>}
      {!fixed.value.has(fingerprint) && fix !== undefined && (
        <span class="row-fix" title="Has a fix">
          <Icon name="wrench" />
          <span class="visually-hidden">has a fix</span>
        </span>
      )}
    </>
  );
}
