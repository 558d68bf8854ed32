import { describe, expect, it } from 'vitest';
import { openSlices, type Steps, toEnd } from '../../../core/kernel/steps.ts';

function* counting(log: string[], count: number): Steps<string> {
  try {
    for (let step = 1; step <= count; step += 1) {
      log.push(`step ${step}`);
      yield;
    }
    return 'done';
  } finally {
    log.push('put in order');
  }
}

describe('steps', () => {
  it('can be taken all at once', () => {
    expect(toEnd(counting([], 3))).toBe('done');
  });

  it('go on from where they rest', () => {
    const log: string[] = [];
    const slices = openSlices<string>();
    const goOn = () => slices.goOn(() => counting(log, 2), 0);
    expect([goOn(), [...log]]).toEqual([undefined, ['step 1']]);
    expect([goOn(), [...log]]).toEqual([undefined, ['step 1', 'step 2']]);
    expect([goOn(), [...log]]).toEqual([{ value: 'done' }, ['step 1', 'step 2', 'put in order']]);
  });

  it('begin anew after they were stopped or had come to their end', () => {
    const log: string[] = [];
    const slices = openSlices<string>();
    slices.goOn(() => counting(log, 5), 0);
    slices.stop();
    expect(log).toEqual(['step 1', 'put in order']);
    expect(slices.goOn(() => counting(log, 1), 1000)).toEqual({ value: 'done' });
    expect(slices.goOn(() => counting(log, 1), 1000)).toEqual({ value: 'done' });
  });

  it('do not go on after an error', () => {
    const slices = openSlices<string>();
    const failing = () => slices.goOn(fail, 1000);
    expect(failing).toThrow('no');
    expect(failing).toThrow('no');
  });
});

function* fail(): Steps<string> {
  yield;
  throw new Error('no');
}
