import type { ComponentChildren, JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp, useShortcuts } from './app-context.ts';
import { KeyDialog } from './key-dialog.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import { PageLink } from './parts/link.tsx';
import { NoticeList } from './parts/notice-list.tsx';
import { ShortcutDialog } from './shortcut-dialog.tsx';
import { type Page, pages, type PlatformPage } from './state/route.ts';
import { type Theme, themes } from './state/theme-choice.ts';

type NavPage = Exclude<Page, 'project' | 'repository' | 'scan'>;

const pageName: Readonly<Record<NavPage, string>> = {
  ...{ overview: 'Overview', findings: 'Findings', rules: 'Rules', packs: 'Packs' },
  ...{ projects: 'Projects', keys: 'API keys', operations: 'Operations' },
};
/** Pages that are reached from another one count as that one. */
const homeOf: Readonly<Partial<Record<Page | 'unknown', NavPage>>> = { project: 'projects', repository: 'projects', scan: 'projects' };
const themeName: Readonly<Record<Theme, string>> = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };
const themeIcon: Readonly<Record<Theme, IconName>> = { system: 'screen', light: 'sun', dark: 'moon' };

/** What stands around every page: navigation, theme, dialogs, notices. */
export function Shell({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { router, session, account } = useApp();
  const platformPages = usePlatformPages();
  const help = useSignal(false);
  useShortcuts({
    '?': () => {
      help.value = true;
    },
    ...Object.fromEntries([...pages, ...platformPages].map((page, index) => [String(index + 1), () => router.open(page)])),
  });
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <Sidebar
        showHelp={() => {
          help.value = true;
        }}
      />
      <main id="main" class="main" tabIndex={-1}>
        {children}
      </main>
      <NoticeList />
      {help.value && (
        <ShortcutDialog
          close={() => {
            help.value = false;
          }}
        />
      )}
      {session.asked.value && account.state.value.kind === 'absent' && <KeyDialog />}
    </>
  );
}

/** What the navigation offers of a platform: nothing where there is none, and the work of operators to operators alone. */
function usePlatformPages(): readonly Extract<NavPage, PlatformPage>[] {
  const { value } = useApp().account.state;
  if (value.kind === 'unknown' || value.kind === 'absent') return [];
  const isOperator = value.kind === 'signed-in' && value.user.groups.includes('operator');
  return isOperator ? ['projects', 'keys', 'operations'] : ['projects', 'keys'];
}

interface SidebarProps {
  readonly showHelp: () => void;
}

function Sidebar({ showHelp }: SidebarProps): JSX.Element {
  const platformPages = usePlatformPages();
  return (
    <header class="sidebar">
      <PageLink page="overview" class="brand" label="Sentrik, to the overview">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false">
          <path class="brand-shield" d="M16 2.500l11 4v8.500c0 7-4.500 12-11 14.500-6.500-2.500-11-7.500-11-14.500V6.500z" />
          <path class="brand-mark" d="M11 16.200l3.600 3.600 6.800-7.400" />
        </svg>
        Sentrik
      </PageLink>
      <nav aria-label="Pages">
        {platformPages.length > 0 && <h2 class="nav-heading">This project</h2>}
        <NavList list={pages} />
        {platformPages.length > 0 && (
          <>
            <h2 class="nav-heading">Workspace</h2>
            <NavList list={platformPages} />
          </>
        )}
      </nav>
      <SidebarFoot showHelp={showHelp} />
    </header>
  );
}

function NavList({ list }: { readonly list: readonly NavPage[] }): JSX.Element {
  const { page: here } = useApp().router.route.value;
  // On a narrow screen the navigation is a row that may be wider than the screen.
  useEffect(() => document.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [here]);
  return (
    <ul class="nav">
      {list.map((page) => (
        <li key={page}>
          <PageLink page={page} class="nav-link" current={(homeOf[here] ?? here) === page}>
            <Icon name={page} />
            <span>{pageName[page]}</span>
            <NavCount page={page} />
          </PageLink>
        </li>
      ))}
    </ul>
  );
}

function SidebarFoot({ showHelp }: SidebarProps): JSX.Element {
  const { session } = useApp();
  return (
    <div class="sidebar-foot">
      <a class="nav-link" href="/docs">
        <Icon name="book" />
        <span>API reference</span>
      </a>
      <button type="button" class="nav-link" onClick={showHelp}>
        <Icon name="keyboard" />
        <span>Keyboard</span>
        <kbd>?</kbd>
      </button>
      {session.hasKey.value && (
        <button type="button" class="nav-link" onClick={() => session.forget()}>
          <Icon name="key" />
          <span>Forget API key</span>
        </button>
      )}
      <SignOut />
      <ThemeChoice />
    </div>
  );
}

function SignOut(): JSX.Element | null {
  const { account, notices } = useApp();
  const { value } = account.state;
  if (value.kind !== 'signed-in') return null;
  const leave = async () => {
    const answer = await account.signOut();
    if (answer.kind === 'refused') notices.add({ tone: 'bad', text: answer.detail });
  };
  return (
    <button type="button" class="nav-link" title={`Signed in as ${value.user.email}`} onClick={() => void leave()}>
      <Icon name="leave" />
      <span>Sign out</span>
    </button>
  );
}

function NavCount({ page }: { readonly page: Page }): JSX.Element | null {
  const { lastScan } = useApp();
  useEffect(() => lastScan.need(), [lastScan]);
  const state = lastScan.state.value;
  if (page !== 'findings' || state.kind !== 'ready') return null;
  return <span class="nav-count">{state.value.total.toLocaleString('en')}</span>;
}

function ThemeChoice(): JSX.Element {
  const { theme } = useApp();
  return (
    <fieldset class="segments theme-choice" aria-label="Theme">
      {themes.map((each) => (
        <button
          key={each}
          type="button"
          class="segment"
          aria-pressed={theme.value === each}
          aria-label={themeName[each]}
          title={themeName[each]}
          onClick={() => {
            theme.value = each;
          }}
        >
          <Icon name={themeIcon[each]} />
        </button>
      ))}
    </fieldset>
  );
}
