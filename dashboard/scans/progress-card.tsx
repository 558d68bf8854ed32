import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { agoText, countOf } from '../parts/words.ts';
import type { EventWire, ScanWire } from '../wire.ts';
import type { ScanFeed } from './feed.ts';

const phaseName: Readonly<Record<string, string>> = { scan: 'Checking files', link: 'Following values between files' };

interface ProgressCardProps {
  readonly scan: ScanWire;
  readonly feed: ScanFeed;
}

/** How far a scan is that waits or runs. */
export function ProgressCard({ scan, feed }: ProgressCardProps): JSX.Element {
  const { now } = useApp();
  const latest = feed.events.value.findLast(({ kind }) => kind === 'scan_progress');
  const share = latest === undefined ? undefined : numberOf(latest.payload.progress);
  return (
    <section class="card wide-card" aria-label="Progress">
      <div class="card-head">
        <h2>{scan.status === 'queued' ? 'Waiting for a worker' : phaseText(latest)}</h2>
        <span class="aside">
          {feed.isConnected.value ? `requested ${agoText(Date.parse(scan.created_at), now.value)}` : 'The connection was lost; trying again'}
        </span>
      </div>
      <progress class="progress" aria-label="Scan" {...(share === undefined ? {} : { value: share, max: 1 })} />
      <p class="progress-text" role="status">
        {latest === undefined ? '' : textOf(latest.payload.message)}
      </p>
    </section>
  );
}

function phaseText(latest: EventWire | undefined): string {
  const phase = textOf(latest?.payload.component);
  return phaseName[phase] ?? (phase === '' ? 'Starting' : phase);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

const eventName: Readonly<Record<string, string>> = {
  ...{ scan_started: 'Started', scan_completed: 'Complete', scan_failed: 'Failed', scan_cancelled: 'Cancelled' },
  ...{ scan_progress: 'Progress', scan_log: 'Note', finding_updated: 'Findings' },
};

/** What happened to a scan, in order. */
export function EventList({ events }: { readonly events: readonly EventWire[] }): JSX.Element {
  return (
    <section class="card wide-card" aria-label="What happened">
      <div class="card-head">
        <h2>What happened</h2>
      </div>
      <ol class="event-list">
        {events.map(({ seq, kind, payload, created_at: at }) => (
          <li key={seq}>
            <time class="mono" dateTime={at}>
              {new Date(at).toLocaleTimeString('en', { hour12: false })}
            </time>
            <span>{eventName[kind] ?? kind}</span>
            <span class="event-note">{noteOf(payload)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function noteOf(payload: EventWire['payload']): string {
  if (typeof payload.count === 'number') return `${countOf(payload.count, 'place')} found`;
  const parts = [payload.component, payload.message, payload.error, payload.status].filter((part) => typeof part === 'string');
  return parts.join(': ');
}
