import type { JSX } from 'preact';
import { Bar } from '../parts/bar.tsx';
import { PageLink } from '../parts/link.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import { countOf } from '../parts/words.ts';
import type { FindingWire, ScanMetrics } from '../wire.ts';
import { Card } from '../parts/card.tsx';
import { type FileRank, rankFiles, rankRules } from './rank.ts';

const rows = 6;

interface RuleRankingProps {
  readonly metrics: ScanMetrics;
  readonly findings: readonly FindingWire[];
}

/** The rules with the most findings. */
export function RuleRanking({ metrics, findings }: RuleRankingProps): JSX.Element {
  const ranks = rankRules(metrics.findings_by_rule, findings, rows);
  const most = Math.max(1, ...ranks.map(({ count }) => count));
  const all = Object.keys(metrics.findings_by_rule).length;
  return (
    <Card title="Rules with most findings" class="rank-card" aside={<span class="aside">{countOf(all, 'rule')} with findings</span>}>
      <ul class="ranking">
        {ranks.map(({ rule, title, severity, count }) => (
          <li key={rule}>
            <PageLink page="findings" query={{ rule }} class="rank-row" label={`${title}, ${severityName[severity]}: ${countOf(count, 'finding')}`}>
              <SeverityIcon severity={severity} />
              <span class="rank-name">
                <span class="rank-title" title={title}>
                  {title}
                </span>
                <span class="rank-id">{rule}</span>
              </span>
              <Bar parts={[{ name: rule, value: count, class: severity }]} whole={most} />
              <span class="number">{count.toLocaleString('en')}</span>
            </PageLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The files with the worst findings. */
export function FileRanking({ findings }: { readonly findings: readonly FindingWire[] }): JSX.Element {
  const ranks = rankFiles(findings, rows);
  const most = Math.max(1, ...ranks.map(({ count }) => count));
  const all = new Set(findings.map(({ evidence }) => evidence.file)).size;
  return (
    <Card title="Files with worst findings" class="rank-card" aside={<span class="aside">{countOf(all, 'file')} with findings</span>}>
      <ul class="ranking">
        {ranks.map((rank) => (
          <li key={rank.file}>
            <FileRow rank={rank} most={most} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FileRow({ rank, most }: { readonly rank: FileRank; readonly most: number }): JSX.Element {
  const { file, count, bySeverity } = rank;
  const shown = severities.filter((severity) => bySeverity[severity] > 0);
  const split = shown.map((severity) => `${bySeverity[severity]} ${severityName[severity].toLowerCase()}`).join(', ');
  const cut = file.lastIndexOf('/') + 1;
  return (
    <PageLink page="findings" query={{ file }} class="rank-row" label={`${file}: ${countOf(count, 'finding')}, ${split}`}>
      <SeverityIcon severity={shown[0] ?? 'info'} />
      <span class="rank-name">
        <span class="rank-title mono" title={file}>
          {file.slice(cut)}
        </span>
        <span class="rank-id">
          {cut > 0 && `${file.slice(0, cut)} · `}
          {split}
        </span>
      </span>
      <Bar parts={shown.map((severity) => ({ name: severity, value: bySeverity[severity], class: severity }))} whole={most} />
      <span class="number">{count.toLocaleString('en')}</span>
    </PageLink>
  );
}
