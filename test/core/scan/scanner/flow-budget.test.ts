import { expect, test } from 'vitest';
import { scannerOf } from '../../../support/scanning.ts';

const rule = `rules:
  - id: flow
    message: m
    severity: ERROR
    languages: [javascript]
    mode: taint
    pattern-sources: [{ pattern: source() }]
    pattern-sinks: [{ pattern: sink(...) }]
`;

test('a function whose data flow costs too much is named with its cost, and others are followed', async () => {
  const scanner = await scannerOf(rule);
  const lines = Array.from({ length: 9000 }, (_, index) => `  a${index} = a${index + 1} + b;`).join('\n');
  const text = `function small() {\n  sink(source());\n}\nfunction huge(a, b) {\n while (a) { while (b) {\n${lines}\n }}\n sink(source());\n}\n`;
  const { findings, skips } = scanner.check({ path: 'app.js', text });
  expect(findings.map(({ span }) => span.startLine)).toContain(1);
  const [skip] = skips;
  expect(skip?.reason).toBe('budget');
  const steps = Number(/^The rule flow did not follow huge in app\.js to its end \((\d+) steps\)$/.exec(skip?.message ?? '')?.[1]);
  expect(steps).toBeGreaterThan(40_000);
});
