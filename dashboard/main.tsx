import { type JSX, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { AppContext, useApp } from './app-context.ts';
import { FindingsPage } from './findings/page.tsx';
import { OverviewPage } from './overview/page.tsx';
import { PacksPage } from './packs/page.tsx';
import { PageLink } from './parts/link.tsx';
import { Message } from './parts/message.tsx';
import { RulesPage } from './rules/page.tsx';
import { Shell } from './shell.tsx';
import { createApp } from './state/app.ts';
import type { Route } from './state/route.ts';

const app = createApp(window);
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

const titles: Readonly<Record<Route['page'], string>> = { overview: 'Overview', findings: 'Findings', rules: 'Rules', packs: 'Packs', unknown: 'Not found' };

function CurrentPage(): JSX.Element {
  const { page } = useApp().router.route.value;
  useEffect(() => {
    document.title = `${titles[page]} · Sentrik`;
  }, [page]);
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'findings':
      return <FindingsPage />;
    case 'rules':
      return <RulesPage />;
    case 'packs':
      return <PacksPage />;
    case 'unknown':
      return <UnknownPage />;
  }
}

function UnknownPage(): JSX.Element {
  return (
    <Message icon="search" title="There is no such page">
      <PageLink page="overview">To the overview</PageLink>
    </Message>
  );
}
