import * as apiKeys from './account/api-keys.ops.ts';
import * as auditorTokens from './account/auditor-tokens.ops.ts';
import * as auth from './account/auth.ops.ts';
import * as session from './account/session.ops.ts';
import * as users from './account/users.ops.ts';
import * as audit from './audit/audit.ops.ts';
import * as controls from './compliance/controls.ops.ts';
import * as config from './config/config.ops.ts';
import * as health from './health.ops.ts';
import type { AnyOperation } from './kernel/operation.ts';
import * as packages from './packages/packages.ops.ts';
import * as explain from './runs/explain.ops.ts';
import * as fixes from './runs/fixes.ops.ts';
import * as findings from './runs/findings.ops.ts';
import * as gateCheck from './runs/gate-check.ops.ts';
import * as runs from './runs/runs.ops.ts';
import * as secrets from './runs/secrets.ops.ts';
import * as jobs from './jobs/jobs.ops.ts';
import * as queue from './jobs/queue.ops.ts';
import * as cache from './scan/cache.ops.ts';
import * as customPacks from './scan/custom-packs.ops.ts';
import * as edits from './scan/edits.ops.ts';
import * as fix from './scan/fix.ops.ts';
import * as importSpec from './scan/import-spec.ops.ts';
import * as packs from './scan/packs.ops.ts';
import * as propose from './scan/propose.ops.ts';
import * as ruleTests from './scan/rule-tests.ops.ts';
import * as rules from './scan/rules.ops.ts';
import * as sdk from './scan/sdk.ops.ts';
import * as suppress from './scan/suppress.ops.ts';
import * as suppressions from './scan/suppressions.ops.ts';
import * as whyNot from './scan/why-not.ops.ts';
import * as gitUploads from './workspace/git-uploads.ops.ts';
import * as cleanUp from './upkeep/clean-up.ops.ts';
import * as projects from './workspace/projects.ops.ts';
import * as repositories from './workspace/repositories.ops.ts';
import * as sessions from './workspace/sessions.ops.ts';
import * as threatProfile from './workspace/threat-profile.ops.ts';
import * as scanFindings from './workspace/findings.ops.ts';
import * as scanEvents from './workspace/scan-events.ops.ts';
import * as scanUsage from './workspace/scan-usage.ops.ts';
import * as scans from './workspace/scans.ops.ts';
import * as triggerTokens from './workspace/trigger-tokens.ops.ts';

const modules: readonly Readonly<Record<string, AnyOperation>>[] = [
  health,
  config,
  cache,
  controls,
  runs,
  gateCheck,
  findings,
  explain,
  fixes,
  fix,
  propose,
  packages,
  packs,
  customPacks,
  edits,
  importSpec,
  ruleTests,
  rules,
  sdk,
  secrets,
  suppressions,
  suppress,
  audit,
  whyNot,
  auth,
  apiKeys,
  auditorTokens,
  session,
  users,
  cleanUp,
  projects,
  repositories,
  threatProfile,
  gitUploads,
  sessions,
  jobs,
  queue,
  scans,
  triggerTokens,
  scanEvents,
  scanFindings,
  scanUsage,
];

/** Everything the product can do: one line per *.ops.ts file. */
export const operations: readonly AnyOperation[] = modules.flatMap((module) => Object.values(module));
