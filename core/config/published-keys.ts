/** Settings of published configuration files that belong to later parts of the product: read without complaint, not used yet. */
const laterKeys: ReadonlySet<string> = new Set([
  'agent_max_concurrency',
  'agent_scan',
  'async_approval',
  'auth',
  'azure_devops_iteration',
  'azure_devops_org',
  'azure_devops_project',
  'azure_devops_repo',
  'azure_devops_standards_file',
  'azure_devops_standards_repo',
  'azure_devops_team',
  'azure_devops_work_item_type',
  'azure_devops_work_item_types',
  'cache_dir',
  'cache_enabled',
  'confidence_scoring_enabled',
  'confidence_scoring_max_findings',
  'cpp_analysis_checks',
  'cpp_analysis_enabled',
  'cpp_analysis_tool',
  'devops_provider',
  'github_label',
  'github_milestone',
  'github_owner',
  'github_repo',
  'github_standards_file',
  'github_standards_ref',
  'github_standards_repo',
  'grc_events',
  'grc_platform',
  'grc_webhook_url',
  'jira_base_url',
  'jira_issue_types',
  'jira_jql',
  'jira_project_key',
  'jira_standards_issue_key',
  'license_key',
  'llm_base_url',
  'llm_enabled',
  'llm_model',
  'llm_provider',
  'ml_severity_enabled',
  'notifications',
  'oauth',
  'online_license_check',
  'portal_url',
  'provider',
  'requirement_coverage_enabled',
  'requirement_coverage_exclude',
  'requirements_output_file',
  'sarif_files',
  'severity_rescoring_enabled',
  'standards_file',
  'standards_provider',
  'work_items_file',
]);

/** Whether a key is of a published file although this version makes no use of it. */
export function isPublishedKey(key: string): boolean {
  return laterKeys.has(key);
}

/** Folds the newer published spelling (gate.fail_on, file_patterns, exclude_patterns) and governance.gate.fail_on into the first one. */
export function foldSpelling(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { gate, file_patterns: include, exclude_patterns: exclude, packs, ...rest } = values;
  const failOn = failOnOf(gate) ?? failOnOf(recordAt(values, 'governance')?.gate);
  return {
    ...(failOn === undefined ? {} : { gate_fail_on: failOn }),
    ...(include === undefined ? {} : { scan_include: include }),
    ...(exclude === undefined ? {} : { scan_exclude: exclude }),
    ...(packs === undefined ? {} : { standards_packs: packs }),
    ...rest,
  };
}

function failOnOf(gate: unknown): unknown {
  return typeof gate === 'object' && gate !== null && 'fail_on' in gate ? gate.fail_on : undefined;
}

function recordAt(values: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> | undefined {
  const value = values[key];
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
