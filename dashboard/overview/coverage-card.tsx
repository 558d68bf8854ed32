import type { JSX } from 'preact';
import { Bar, type BarPart } from '../parts/bar.tsx';
import type { ScanMetrics } from '../wire.ts';
import { Card } from '../parts/card.tsx';

type Score = ScanMetrics['compliance_score'];

/** The score, never without how many of the rules it rests on. */
export function CoverageCard({ score }: { readonly score: Score }): JSX.Element {
  const parts: readonly BarPart[] = [
    { name: 'Without findings', value: score.rules_passed, class: 'passed' },
    { name: 'With findings', value: score.rules_failed, class: 'failed' },
    { name: 'Not evaluated: no file for it, or it failed', value: score.rules_not_evaluated, class: 'open' },
  ];
  const coverage = `${score.rules_evaluated} of ${score.rules_total} rules evaluated`;
  return (
    <Card title="Rule score" class="coverage-card">
      <p class="figure">
        {score.score === null ? (
          <>
            <span class="figure-number quiet">not evaluated</span> No rule had a file to look at.
          </>
        ) : (
          <>
            <span class="figure-number">{score.score.toLocaleString('en', { maximumFractionDigits: 1 })}</span>
            <span class="figure-unit">of 100</span> {coverage}
          </>
        )}
      </p>
      <Bar parts={parts} whole={score.rules_total} label={parts.map(({ name, value }) => `${name}: ${value}`).join('; ')} />
      <ul class="legend">
        {parts.map(({ name, value, class: colour }) => (
          <li key={name}>
            <svg class={`legend-mark ${colour}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false">
              <rect width="10" height="10" rx="2" />
            </svg>
            {name}
            <span class="number">{value.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      <p class="footnote">Share of evaluated rules without a finding, less a penalty for severity. It says nothing about rules that were not evaluated.</p>
    </Card>
  );
}
