import { expect, it } from 'vitest';
import { sharedResources } from '../../../core/platform/shared.ts';

it('opens once per stamp and again after a drop', async () => {
  const shared = sharedResources();
  let opened = 0;
  const open = () => {
    opened += 1;
    return Promise.resolve(opened);
  };
  expect(await Promise.all([shared.use('a', '1', open), shared.use('a', '1', open)])).toEqual([1, 1]);
  expect(await shared.use('a', '2', open)).toBe(2);
  shared.drop('a');
  expect(await shared.use('a', '1', open)).toBe(3);
});

it('does not keep a failed opening', async () => {
  const shared = sharedResources();
  await expect(shared.use('a', '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await shared.use('a', '1', () => Promise.resolve('yes'))).toBe('yes');
});
