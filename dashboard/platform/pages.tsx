import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { KeysPage } from '../keys/page.tsx';
import { OperationsPage } from '../operations/page.tsx';
import { Message, Skeleton } from '../parts/message.tsx';
import { ProjectsPage } from '../projects/page.tsx';
import { ProjectPage } from '../projects/project-page.tsx';
import { RepositoryPage } from '../repositories/page.tsx';
import { ScanPage } from '../scans/page.tsx';
import type { PlatformPage } from '../state/route.ts';
import { SignInPage } from './sign-in-page.tsx';

/** A page of the platform for somebody who is signed in; without that the way to it. */
export function PlatformPages({ page }: { readonly page: PlatformPage }): JSX.Element {
  const { account } = useApp();
  switch (account.state.value.kind) {
    case 'unknown':
      return (
        <div class="page">
          <Skeleton lines={10} label="Asking who is signed in" />
        </div>
      );
    case 'absent':
      return (
        <Message icon="operations" title="This server has no accounts">
          <p>
            It serves one project on this machine. <code>sentrik server</code> starts one with projects, users and scans of their own.
          </p>
        </Message>
      );
    case 'signed-out':
      return <SignInPage />;
    case 'signed-in':
      return <SignedInPage page={page} />;
  }
}

function SignedInPage({ page }: { readonly page: PlatformPage }): JSX.Element {
  switch (page) {
    case 'project':
      return <ProjectPage />;
    case 'repository':
      return <RepositoryPage />;
    case 'scan':
      return <ScanPage />;
    case 'keys':
      return <KeysPage />;
    case 'operations':
      return <OperationsPage />;
    case 'projects':
      return <ProjectsPage />;
  }
}
