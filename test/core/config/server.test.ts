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

it.each([
  [{ SENTRIK_DATABASE_URL: 'mysql://u:hunter2@host/db' }, 'SENTRIK_DATABASE_URL is no postgres:// address'],
  [{ SENTRIK_AUTH_SECRET: 'hunter2' }, 'SENTRIK_AUTH_SECRET is shorter than 32 characters'],
  [{ SENTRIK_BLOBS_URL: 's3://contents' }, 'SENTRIK_BLOBS_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
])('names the variable that is wrong and not its value', (variables, message) => {
  expect(() => serverSettings(variables, '/project')).toThrow(message);
  expect(() => serverSettings(variables, '/project')).not.toThrow('hunter2');
});
