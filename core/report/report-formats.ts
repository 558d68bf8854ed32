/** Names of the formats a report can have. */
export const reportFormats = ['json', 'sarif', 'html', 'junit', 'csv', 'gitlab', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];
