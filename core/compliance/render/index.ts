import type { AssessmentWire } from '../assessment-wire.ts';
import { renderAssessmentHtml } from './html.ts';
import { renderAssessmentMarkdown } from './markdown.ts';
import { renderAssessmentText } from './text.ts';

export const assessmentFormats = ['text', 'html', 'markdown'] as const;
export type AssessmentFormat = (typeof assessmentFormats)[number];

const renderers: Readonly<Record<AssessmentFormat, (assessment: AssessmentWire) => { readonly mime: string; readonly content: string }>> = {
  text: renderAssessmentText,
  html: renderAssessmentHtml,
  markdown: renderAssessmentMarkdown,
};

/** An assessment as a document for a reviewer; the same input gives the same bytes. */
export function renderAssessment(format: AssessmentFormat, assessment: AssessmentWire): { mime: string; content: string } {
  return { ...renderers[format](assessment) };
}
