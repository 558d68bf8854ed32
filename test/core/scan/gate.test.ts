import { expect, test } from 'vitest';
import { config } from '../../../core/config/schema.ts';
import { evaluateGate } from '../../../core/scan/gate.ts';
import type { Finding, Severity } from '../../../core/scan/model.ts';

function finding(severity: Severity, obligation = false): Finding {
  return {
    ...{ fingerprint: severity, ruleId: 'r', pack: 'p', title: 't', message: 'm', severity, confidence: 'high', path: 'a.js', snippet: '' },
    ...{ span: { start: 0, end: 0, startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 }, cwe: [], controls: {}, tags: [], obligation },
  };
}

test('critical and high fail by default; the rest is counted', () => {
  const result = evaluateGate([finding('critical'), finding('medium'), finding('low'), finding('info', true)], config.parse({}));
  expect(result).toMatchObject({
    passed: false,
    failing: [{ severity: 'critical' }],
    counts: { critical: 1, high: 0, medium: 1, low: 1, info: 0 },
    obligations: 1,
  });
  expect(evaluateGate([finding('medium')], config.parse({})).passed).toBe(true);
  expect(evaluateGate([], config.parse({})).passed).toBe(true);
});

test('the caller may say what fails', () => {
  expect(evaluateGate([finding('low')], config.parse({}), ['low']).passed).toBe(false);
  expect(evaluateGate([finding('critical')], config.parse({}), []).passed).toBe(true);
});

test('obligations fail only when the configuration says so', () => {
  const strict = config.parse({ governance: { gate: { block_merge_on_obligations: true } } });
  expect(evaluateGate([finding('info', true)], config.parse({}), ['info']).passed).toBe(true);
  expect(evaluateGate([finding('info', true)], strict).passed).toBe(false);
});
