import { type JSX, render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AppContext, useApp } from './app-context.ts';
import { FindingsPage } from './findings/page.tsx';
import { OverviewPage } from './overview/page.tsx';
import { PacksPage } from './packs/page.tsx';
import { PageLink } from './parts/link.tsx';
import { Message } from './parts/message.tsx';
import { PlatformPages } from './platform/pages.tsx';
import { SignInPage } from './platform/sign-in-page.tsx';
import { RulesPage } from './rules/page.tsx';
import { Shell } from './shell.tsx';
import { createApp } from './state/app.ts';
import { isPlatformPage, type Page, type PlatformPage, type Route } from './state/route.ts';

const app = createApp(window);
void app.account.find();
const root = document.getElementById('app');
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void app.refresh();
});
if (root !== null) {
  render(
    <AppContext.Provider value={app}>
      <Shell>
        <CurrentPage />
      </Shell>
    </AppContext.Provider>,
    root,
  );
}

const titles: Readonly<Record<Route['page'], string>> = {
  ...{ overview: 'Overview', findings: 'Findings', rules: 'Rules', packs: 'Packs' },
  ...{ projects: 'Projects', project: 'Project', repository: 'Repository', scan: 'Scan', keys: 'API keys', operations: 'Operations' },
  unknown: 'Not found',
};

function CurrentPage(): JSX.Element {
  const { router, session, account } = useApp();
  const { page } = router.route.value;
  const before = useRef(page);
  useEffect(() => {
    document.title = `${titles[page]} · Sentrik`;
    // What had the focus has gone with the page before: the keyboard goes on at the new one.
    if (before.current !== page && document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
    before.current = page;
  }, [page]);
  if (isPlatformPage(page)) return <PlatformPages page={page} />;
  if (session.asked.value && account.state.value.kind === 'signed-out') return <SignInPage />;
  return page === 'unknown' ? <UnknownPage /> : <ProjectPage page={page} />;
}

function ProjectPage({ page }: { readonly page: Exclude<Page, PlatformPage> }): JSX.Element {
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'findings':
      return <FindingsPage />;
    case 'rules':
      return <RulesPage />;
    case 'packs':
      return <PacksPage />;
  }
}

function UnknownPage(): JSX.Element {
  return (
    <Message icon="search" title="There is no such page">
      <PageLink page="overview">To the overview</PageLink>
    </Message>
  );
}
