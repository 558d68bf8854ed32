/** Severity, worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** Cost of each rank when findings are ordered or a threshold is applied: 0 is worst. */
export function severityRank(value: (typeof severities)[number]): number {
  return severities.indexOf(value);
}
