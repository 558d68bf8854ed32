import type { ComponentChildren, JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp, useShortcuts } from './app-context.ts';
import { KeyDialog } from './key-dialog.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import { PageLink } from './parts/link.tsx';
import { NoticeList } from './parts/notice-list.tsx';
import { ShortcutDialog } from './shortcut-dialog.tsx';
import { isOperator, useIsForeign } from './state/rights.ts';
import { type Page, pages, type PlatformPage, type ProjectPage } from './state/route.ts';
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

const toOverview = { page: 'overview', label: 'Sentrik, to the overview' } as const;
const toProjects = { page: 'projects', label: 'Sentrik, to the projects' } as const;

/** What stands around every page: navigation, theme, dialogs, notices. */
export function Shell({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { router, session, account } = useApp();
  const shownPages = [...useProjectPages(), ...usePlatformPages()];
  const help = useSignal(false);
  useShortcuts({
    '?': () => {
      help.value = true;
    },
    ...Object.fromEntries(shownPages.map((page, index) => [String(index + 1), () => router.open(page)])),
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
          pageNames={shownPages.map((page) => pageName[page])}
          close={() => {
            help.value = false;
          }}
        />
      )}
      {session.asked.value && account.state.value.kind === 'absent' && <KeyDialog />}
    </>
  );
}

/** What the navigation offers of the server's own project: nothing to those whose workspace it does not belong to. */
function useProjectPages(): readonly Extract<NavPage, ProjectPage>[] {
  return useIsForeign() ? [] : pages;
}

/** What the navigation offers of a platform: nothing where there is none, and the work of operators to operators alone. */
function usePlatformPages(): readonly Extract<NavPage, PlatformPage>[] {
  const { value } = useApp().account.state;
  if (value.kind === 'unknown' || value.kind === 'absent') return [];
  return isOperator(value) ? ['projects', 'keys', 'operations'] : ['projects', 'keys'];
}

interface SidebarProps {
  readonly showHelp: () => void;
}

function Sidebar({ showHelp }: SidebarProps): JSX.Element {
  const [projectPages, platformPages] = [useProjectPages(), usePlatformPages()];
  return (
    <header class="sidebar">
      <PageLink {...(projectPages.length > 0 ? toOverview : toProjects)} class="brand">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" focusable="false">
          <path class="brand-shield" d="M16 2.500l11 4v8.500c0 7-4.500 12-11 14.500-6.500-2.500-11-7.500-11-14.500V6.500z" />
          <path class="brand-mark" d="M11 16.200l3.600 3.600 6.800-7.400" />
        </svg>
        Sentrik
      </PageLink>
      <nav aria-label="Pages">
        {projectPages.length > 0 && platformPages.length > 0 && <h2 class="nav-heading">This project</h2>}
        {projectPages.length > 0 && <NavList list={projectPages} />}
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
