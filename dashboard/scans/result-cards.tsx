import type { JSX } from 'preact';
import { Bar } from '../parts/bar.tsx';
import { Card } from '../parts/card.tsx';
import { FactList } from '../parts/facts.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import { bytesText, countOf, durationText } from '../parts/words.ts';
import type { ScanWire } from '../wire.ts';

type Summary = NonNullable<ScanWire['summary']>;

interface ResultCardsProps {
  readonly scan: ScanWire;
  readonly summary: Summary;
}

/** What a complete scan came to. */
export function ResultCards({ scan, summary }: ResultCardsProps): JSX.Element {
  return (
    <>
      <SeverityCard scan={scan} summary={summary} />
      <FactCard summary={summary} />
      <ArtifactCard scan={scan} />
    </>
  );
}

function SeverityCard({ scan, summary }: ResultCardsProps): JSX.Element {
  const most = Math.max(1, ...Object.values(summary.by_severity));
  return (
    <Card title="Findings" aside={<span class="aside">{countOf(summary.findings, 'place')}</span>}>
      <div class="severity-bars">
        {severities.map((severity) => {
          const count = summary.by_severity[severity] ?? 0;
          return (
            <PageLink
              key={severity}
              page="repository"
              query={{ id: scan.repository_id ?? '', tab: 'findings', severity }}
              class="severity-row"
              label={`${severityName[severity]}: ${countOf(count, 'place')}`}
            >
              <SeverityIcon severity={severity} />
              {severityName[severity]}
              <Bar parts={[{ name: severity, value: count, class: severity }]} whole={most} />
              <span class="number">{count.toLocaleString('en')}</span>
            </PageLink>
          );
        })}
      </div>
    </Card>
  );
}

function FactCard({ summary }: Pick<ResultCardsProps, 'summary'>): JSX.Element {
  const { files, lines, seconds, suppressed, skipped, problems, parts } = summary;
  const facts: readonly (readonly [string, string])[] = [
    ['Files', files.toLocaleString('en')],
    ['Lines', lines.toLocaleString('en')],
    ['Time', durationText(seconds * 1000)],
    ['Suppressed', suppressed.toLocaleString('en')],
    ['Not checked', countOf(skipped, 'file')],
    ['Problems', problems.toLocaleString('en')],
    ...(parts === 0 ? [] : [['Looked at in', countOf(parts, 'part')] as const]),
  ];
  return (
    <Card title="What was scanned">
      <FactList facts={facts} />
    </Card>
  );
}

function ArtifactCard({ scan }: Pick<ResultCardsProps, 'scan'>): JSX.Element {
  return (
    <Card title="Documents">
      <ul class="file-list">
        {scan.artifacts.map(({ name, size, url }) => (
          <li key={name}>
            <a class="file-row" href={url} download={name}>
              <Icon name="download" />
              <span class="mono">{name}</span>
              <span class="aside">{bytesText(size)}</span>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
