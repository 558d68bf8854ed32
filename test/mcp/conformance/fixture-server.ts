import type { IncomingMessage, ServerResponse } from 'node:http';
import { boot } from '../../../core/boot.ts';
import { fixtureOperations as operations } from '../fixture-operations.ts';
import { createApp } from '../../../api/app.ts';
import { listen } from '../../../api/listener.ts';
import { silentLog } from '../../../core/platform/log.ts';
import { mcpMount } from '../../../mcp/http.ts';
import { defaultScope, type Scope } from '../../../mcp/scope.ts';
import { makeProject, type TestProject } from '../../support/project.ts';
import { askingOperations } from './asking-operations.ts';
import { conformanceExtension } from './fixture.ts';

/** The product's own HTTP application, whose /mcp also has what the conformance suite looks for. */
export interface FixtureServer {
  readonly url: string;
  readonly project: TestProject;
  close(): Promise<void>;
}

/** Where it listens; a plain one has none of the suite's things. */
export interface FixtureOptions {
  readonly port?: number;
  readonly scope?: Scope;
  readonly isPlain?: boolean;
}

/** Serves an empty project on a port of 127.0.0.1; 0 takes a free one. */
export async function startFixture(assets: string, { port = 0, scope = defaultScope, isPlain = false }: FixtureOptions = {}): Promise<FixtureServer> {
  const project = makeProject({});
  const product = boot({ root: project.root, assets, environment: {}, log: silentLog });
  const { assets: files, log } = product.contextFor({ actor: { id: 'test', via: 'local', access: 'public' } });
  const mount = mcpMount({
    product,
    scope,
    operations: [...operations, ...(isPlain ? [] : askingOperations)],
    ...(isPlain ? {} : { extension: conformanceExtension((list) => (list === 'tools' ? mount.notify.toolsChanged() : mount.notify.promptsChanged())) }),
  });
  const app = createApp({ product, operations, assets: files, policy: { kind: 'open' }, log, generalLimit: undefined, mounts: [mount] });
  const answer = app.callback();
  const listener = await listen((request: IncomingMessage, response: ServerResponse) => void answer(request, response), {
    host: '127.0.0.1',
    port,
    flag: '--port',
  });
  return {
    url: `http://127.0.0.1:${listener.address.port}/mcp`,
    project,
    async close() {
      await Promise.all([listener.close(), mount.close()]);
      await product.close();
      project.remove();
    },
  };
}
