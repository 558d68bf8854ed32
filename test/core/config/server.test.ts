import { expect, it } from 'vitest';
import { serverSettings } from '../../../core/config/server.ts';

const secret = 'a'.repeat(32);

it('keeps everything in a folder of the project by default', () => {
  expect(serverSettings({}, '/project')).toEqual({ dataFolder: '/project/.sentrik/local/server' });
});

it('takes an empty variable as one that is not set', () => {
  expect(serverSettings({ SENTRIK_DATA: '', SENTRIK_DATABASE_URL: '', SENTRIK_AUTH_SECRET: '' }, '/project')).toEqual({
    dataFolder: '/project/.sentrik/local/server',
  });
});

it('reads a database, a bucket and a secret', () => {
  const variables = {
    SENTRIK_DATA: '/data',
    SENTRIK_DATABASE_URL: 'postgres://user@host/sentrik',
    SENTRIK_BLOBS_URL: 's3://contents?endpoint=http://127.0.0.1:9000&region=here',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    SENTRIK_AUTH_SECRET: secret,
  };
  expect(serverSettings(variables, '/project')).toEqual({
    dataFolder: '/data',
    databaseUrl: 'postgres://user@host/sentrik',
    bucket: { endpoint: 'http://127.0.0.1:9000', name: 'contents', region: 'here', accessKeyId: 'id', secretAccessKey: 'key' },
    authSecret: secret,
  });
});

it('reads who the first administrator is, which proxies are trusted, and how long to drain', () => {
  const settings = (variables: Record<string, string>) => {
    const { dataFolder: _, ...rest } = serverSettings(variables, '/project');
    return rest;
  };
  expect(settings({ SENTRIK_ADMIN_EMAIL: 'ann@example.org', SENTRIK_DRAIN_SECONDS: '0.5' })).toEqual({ adminEmail: 'ann@example.org', drainSeconds: 0.5 });
  expect(settings({ SENTRIK_TRUSTED_PROXIES: '2' })).toEqual({ trustedProxies: { kind: 'hops', count: 2 } });
  expect(settings({ SENTRIK_TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.7' })).toEqual({
    trustedProxies: { kind: 'addresses', addresses: ['10.0.0.0/8', '::1', '192.0.2.7'] },
  });
  expect(settings({ SENTRIK_ADMIN_EMAIL: '', SENTRIK_TRUSTED_PROXIES: '', SENTRIK_DRAIN_SECONDS: '' })).toEqual({});
  for (const wrong of ['0', '11', 'all', '10.0.0.0/33', '10.0.0.1,', 'proxy.example'])
    expect(() => settings({ SENTRIK_TRUSTED_PROXIES: wrong })).toThrow('SENTRIK_TRUSTED_PROXIES is neither a number of proxies');
  for (const wrong of ['-1', '301', 'long']) expect(() => settings({ SENTRIK_DRAIN_SECONDS: wrong })).toThrow('SENTRIK_DRAIN_SECONDS');
});

it.each([
  [{ SENTRIK_ADMIN_EMAIL: 'hunter2' }, 'SENTRIK_ADMIN_EMAIL is no e-mail address'],
  [{ SENTRIK_DATABASE_URL: 'mysql://u:hunter2@host/db' }, 'SENTRIK_DATABASE_URL is no postgres:// address'],
  [{ SENTRIK_AUTH_SECRET: 'hunter2' }, 'SENTRIK_AUTH_SECRET is shorter than 32 characters'],
  [{ SENTRIK_BLOBS_URL: 's3://contents' }, 'SENTRIK_BLOBS_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
])('names the variable that is wrong and not its value', (variables, message) => {
  expect(() => serverSettings(variables, '/project')).toThrow(message);
  expect(() => serverSettings(variables, '/project')).not.toThrow('hunter2');
});
