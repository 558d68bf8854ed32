import { startMcpServer } from '../../mcp/main.ts';

const [, , root = '.', assets = ''] = process.argv;
const server = startMcpServer({ root, assets, environment: {} });
await server.closed;
