import { startMcpServer } from '../../mcp/main.ts';
import { profileNamed } from '../../mcp/scope.ts';
import { fixtureOperations } from './fixture-operations.ts';

const [, , root = '.', assets = '', profile = 'lite', readOnly = ''] = process.argv;
const scope = { profile: profileNamed(profile), isReadOnly: readOnly === 'read-only' };
const server = startMcpServer({ root, assets, environment: {}, scope, operations: fixtureOperations });
await server.closed;
