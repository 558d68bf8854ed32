import type { ComponentChildren, JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp, useShortcuts } from './app-context.ts';
import { KeyDialog } from './key-dialog.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import { PageLink } from './parts/link.tsx';
import { NoticeList } from './parts/notice-list.tsx';
import { ShortcutDialog } from './shortcut-dialog.tsx';
import { type Page, pages } from './state/route.ts';
import { type Theme, themes } from './state/theme-choice.ts';

const pageName: Readonly<Record<Page, string>> = { overview: 'Overview', findings: 'Findings', rules: 'Rules', packs: 'Packs' };
const themeName: Readonly<Record<Theme, string>> = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };
const themeIcon: Readonly<Record<Theme, IconName>> = { system: 'screen', light: 'sun', dark: 'moon' };

/** What stands around every page: navigation, theme, dialogs, notices. */
export function Shell({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { router, session } = useApp();
  const help = useSignal(false);
  useShortcuts({
    '?': () => {
      help.value = true;
    },
    ...Object.fromEntries(pages.map((page, index) => [String(index + 1), () => router.open(page)])),
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
      {session.asked.value && <KeyDialog />}
    </>
  );
}

interface SidebarProps {
  readonly showHelp: () => void;
}

function Sidebar({ showHelp }: SidebarProps): JSX.Element {
  const { router } = useApp();
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
        <ul class="nav">
          {pages.map((page) => (
            <li key={page}>
              <PageLink page={page} class="nav-link" current={router.route.value.page === page}>
                <Icon name={page} />
                <span>{pageName[page]}</span>
                <NavCount page={page} />
              </PageLink>
            </li>
          ))}
        </ul>
      </nav>
      <SidebarFoot showHelp={showHelp} />
    </header>
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
      <ThemeChoice />
    </div>
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
