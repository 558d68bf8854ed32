import { type JSX, render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AppContext, useApp } from './app-context.ts';
import { FindingsPage } from './findings/page.tsx';
import { OverviewPage } from './overview/page.tsx';
import { PacksPage } from './packs/page.tsx';
import { PageLink } from './parts/link.tsx';
import { Message } from './parts/message.tsx';
import { PageHead } from './parts/page-head.tsx';
import { PlatformPages } from './platform/pages.tsx';
import { SignInPage } from './platform/sign-in-page.tsx';
import { RulesPage } from './rules/page.tsx';
import { Shell } from './shell.tsx';
import { createApp } from './state/app.ts';
import { useIsForeign } from './state/rights.ts';
import { isPlatformPage, type ProjectPage, type Route } from './state/route.ts';

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
  const isClosed = useIsForeign();
  const before = useRef(page);
  useEffect(() => {
    document.title = `${titles[page]} · Sentrik`;
    // What had the focus has gone with the page before: the keyboard goes on at the new one.
    if (before.current !== page && document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
    before.current = page;
  }, [page]);
  if (isPlatformPage(page)) return <PlatformPages page={page} />;
  if (session.asked.value && account.state.value.kind === 'signed-out') return <SignInPage />;
  if (page === 'unknown') return <UnknownPage />;
  return isClosed ? <ForeignProject page={page} /> : <OwnProject page={page} />;
}

/** Somebody of another workspace comes to its projects; an address of a page about the server's own project says whose it is. */
function ForeignProject({ page }: { readonly page: ProjectPage }): JSX.Element | null {
  const { router } = useApp();
  useEffect(() => {
    if (page === 'overview') router.replace('projects');
  }, [page, router]);
  if (page === 'overview') return null;
  return (
    <div class="page">
      <PageHead title={titles[page]} note="" />
      <Message icon="projects" title="This page is about a project of another workspace">
        <PageLink page="projects">To the projects of yours</PageLink>
      </Message>
    </div>
  );
}

function OwnProject({ page }: { readonly page: ProjectPage }): JSX.Element {
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
