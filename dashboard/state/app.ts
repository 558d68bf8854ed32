import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { countOf } from '../parts/words.ts';
import type { FixResult, PackList, RuleList, ScanAnswer, ScanMetrics } from '../wire.ts';
import { type Account, createAccount, forgetUser, newMembership } from './account.ts';
import { type Answer, type Api, openApi } from './api.ts';
import { createCredentials, csrfToken } from './credentials.ts';
import { type LastScan, loadLastScan } from './last-scan.ts';
import { createNotices, type Notice, type Notices } from './notices.ts';
import { createResource, type Resource } from './resource.ts';
import { createRouter, type Router } from './route.ts';
import { createScanRun, type ScanRun } from './scan-run.ts';
import { createSession, type Session } from './session.ts';
import { createShortcuts, type Shortcuts } from './shortcuts.ts';
import { textStorage } from './text-storage.ts';
import { createTheme } from './theme.ts';
import type { Theme } from './theme-choice.ts';

/** All state of the page, made once at the start. */
export interface App {
  readonly api: Api;
  readonly router: Router;
  readonly theme: Signal<Theme>;
  readonly session: Session;
  readonly account: Account;
  readonly lastScan: Resource<LastScan>;
  readonly rules: Resource<RuleList>;
  readonly packs: Resource<PackList>;
  readonly scanRun: ScanRun;
  readonly notices: Notices;
  readonly shortcuts: Shortcuts;
  /** Tells one scan from the next: its time, or nothing before the first. */
  readonly scanId: ReadonlySignal<string>;
  /** Fingerprints whose fix was applied since the last scan. */
  readonly fixed: ReadonlySignal<ReadonlySet<string>>;
  /** The time, renewed twice a minute for "2 minutes ago". */
  readonly now: ReadonlySignal<number>;
  readonly applyFix: (request: FixRequest) => Promise<Answer<FixResult>>;
  /** Loads again what was refused, for instance after a key was entered. */
  readonly retry: () => void;
  /** Shows a newer scan when another program has made one. */
  readonly refresh: () => Promise<void>;
}

export interface FixRequest {
  readonly file: string;
  readonly fingerprint: string;
  readonly force: boolean;
}

const clockMs = 30_000;

/** Makes the state and connects it to the browser. */
export function createApp(browser: Window & typeof globalThis): App {
  const session = createSession(textStorage(() => browser.sessionStorage));
  const membership = newMembership();
  const cookies = () => browser.document.cookie;
  const api = openApi(createCredentials({ session, cookies, lost: () => forgetUser(membership) }));
  const account = createAccount({ api, membership, hasCookie: () => csrfToken(cookies()) !== undefined });
  const router = createRouter(browser);
  const notices = createNotices();
  const lastScan = createResource(() => loadLastScan(api));
  const rules = createResource(() => api.get<RuleList>('/rules'));
  const packs = createResource(() => api.get<PackList>('/api/packs'));
  const fixedSince = signal<{ readonly scan: string; readonly fingerprints: ReadonlySet<string> }>({ scan: '', fingerprints: new Set() });
  const scanId = computed(() => (lastScan.state.value.kind === 'ready' ? lastScan.state.value.value.metrics.scanned_at : ''));
  const fixed = computed<ReadonlySet<string>>(() => (fixedSince.value.scan === scanId.value ? fixedSince.value.fingerprints : new Set()));
  const scanRun = createScanRun({
    api,
    lastScan,
    finished: (answer) => notices.add(scanNotice(answer)),
  });
  return {
    api,
    router,
    session,
    account,
    notices,
    lastScan,
    rules,
    packs,
    scanRun,
    fixed,
    scanId,
    theme: createTheme(
      browser.document.documentElement,
      textStorage(() => browser.localStorage),
    ),
    shortcuts: createShortcuts(browser.document),
    now: createClock(browser),
    async applyFix({ file, fingerprint, force }) {
      const answer = await api.post<FixResult>('/api/apply-fix', { file_path: file, fingerprint, force });
      if (answer.kind === 'ok') fixedSince.value = { scan: scanId.value, fingerprints: new Set([...fixed.value, fingerprint]) };
      return answer;
    },
    retry() {
      for (const resource of [lastScan, rules, packs]) resource.retry();
    },
    async refresh() {
      if (scanRun.state.value.kind === 'idle') await refreshScan(api, lastScan);
    },
  };
}

async function refreshScan(api: Api, lastScan: Resource<LastScan>): Promise<void> {
  const { value } = lastScan.state;
  if (value.kind === 'refused' && value.status === 404) await lastScan.reload();
  if (value.kind !== 'ready') return;
  const metrics = await api.get<ScanMetrics>('/api/metrics');
  if (metrics.kind === 'ok' && metrics.value.scanned_at !== value.value.metrics.scanned_at) await lastScan.reload();
}

function createClock(browser: Window): ReadonlySignal<number> {
  const now = signal(Date.now());
  browser.setInterval(() => {
    now.value = Date.now();
  }, clockMs);
  return now;
}

function scanNotice(answer: Answer<ScanAnswer>): Omit<Notice, 'id'> {
  if (answer.kind === 'refused') return { tone: 'bad', text: `The scan did not finish. ${answer.detail}` };
  const { total, metrics } = answer.value;
  return { tone: 'good', text: `Scan finished: ${countOf(total, 'finding')} in ${countOf(metrics.files_scanned, 'file')}.` };
}
