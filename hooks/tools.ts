import { type Fields, objectAt, objectsAt, textAt, textsAt } from './fields.ts';
import { editedByPatch, writtenByPatch } from './patch.ts';
import type { EditedFile, FileToWrite, HookAction, Replacement } from './request.ts';

/** What agents' own tools do, by their names in lower case; tools of MCP servers are none of them. */
const kinds: ReadonlyMap<string, 'edit' | 'read' | 'shell'> = new Map([
  ...(['write', 'edit', 'multiedit', 'notebookedit', 'write_file', 'replace', 'strreplace', 'create', 'create_file', 'createfile'] as const).map(asEdit),
  ...(['str_replace_editor', 'str_replace', 'insert', 'editfiles', 'replace_string_in_file', 'multi_replace_string_in_file'] as const).map(asEdit),
  ...(['insert_edit_into_file', 'apply_patch', 'patch', 'edit_file', 'edit_notebook_file'] as const).map(asEdit),
  ...(['read', 'read_file', 'readfile', 'view', 'read_many_files', 'view_file'] as const).map((name) => [name, 'read'] as const),
  ...(['bash', 'shell', 'powershell', 'run_shell_command', 'run_in_terminal', 'runterminalcommand', 'exec_command', 'local_shell'] as const).map(
    (name) => [name, 'shell'] as const,
  ),
]);

function asEdit(name: string): readonly [string, 'edit'] {
  return [name, 'edit'];
}

const pathNames = ['file_path', 'filePath', 'path', 'notebook_path', 'absolute_path', 'target_file'] as const;
const contentNames = ['content', 'contents', 'file_text', 'new_source'] as const;
const nothing: HookAction = { kind: 'nothing' };

/** What a tool is about to do, from its input. */
export function actionBefore(tool: string, input: Fields): HookAction {
  const kind = kinds.get(tool.toLowerCase());
  if (kind === 'shell') return commandOf(input);
  if (kind === 'read') {
    const paths = [textAt(input, ...pathNames), ...textsAt(input, 'paths', 'files', 'include')].filter((path) => path !== undefined);
    return paths.length === 0 ? nothing : { kind: 'reading', paths };
  }
  if (kind !== 'edit') return nothing;
  const files = toWrite(input);
  return files.length === 0 ? nothing : { kind: 'writing', files };
}

/** What a tool has done, from its input and what it answered. */
export function actionAfter(tool: string, input: Fields, response: Fields): HookAction {
  if (kinds.get(tool.toLowerCase()) !== 'edit') return nothing;
  const files = edited(input, response);
  return files.length === 0 ? nothing : { kind: 'edited', files };
}

function commandOf(input: Fields): HookAction {
  const command = textAt(input, 'command', 'command_line', 'cmd') ?? textsAt(input, 'command', 'cmd').join(' ');
  return command === '' ? nothing : { kind: 'command', command };
}

function toWrite(input: Fields): readonly FileToWrite[] {
  const patch = patchIn(input);
  if (patch !== undefined) return writtenByPatch(patch);
  const path = textAt(input, ...pathNames);
  const text = textAt(input, ...contentNames);
  if (path !== undefined && text !== undefined) return [{ path, text }];
  return replacedFiles(input);
}

function edited(input: Fields, response: Fields): readonly EditedFile[] {
  const patch = patchIn(input);
  if (patch !== undefined) return editedByPatch(patch);
  const path = textAt(input, ...pathNames);
  if (path === undefined) return [...replacedFiles(input), ...textsAt(input, 'files').map((file) => ({ path: file }))];
  const before = textBefore(response);
  if (before !== undefined) return [{ path, before }];
  const isWhole = textAt(input, ...contentNames) !== undefined;
  return isWhole ? [{ path }] : replacedFiles(input);
}

/** Claude Code answers the whole text before; null for a new file. */
function textBefore(response: Fields): string | undefined {
  if (response.originalFile === null && response.type === 'create') return '';
  return textAt(response, 'originalFile');
}

function replacedFiles(input: Fields): readonly FileToWrite[] {
  const path = textAt(input, ...pathNames);
  const parts = objectsAt(input, 'edits', 'replacements');
  const each = parts.length === 0 ? [input] : parts;
  const byPath = new Map<string, Replacement[]>();
  for (const part of each) {
    const target = textAt(part, ...pathNames) ?? path;
    const replacement = replacementIn(part);
    if (target === undefined) continue;
    const list = byPath.get(target) ?? [];
    if (replacement !== undefined) list.push(replacement);
    byPath.set(target, list);
  }
  return [...byPath].map(([target, replaced]) => (replaced.length === 0 ? { path: target } : { path: target, replaced }));
}

function replacementIn(part: Fields): Replacement | undefined {
  const to = textAt(part, 'new_string', 'newString', 'new_str', 'insert_text', 'code');
  return to === undefined ? undefined : { from: textAt(part, 'old_string', 'oldString', 'old_str') ?? '', to };
}

function patchIn(input: Fields): string | undefined {
  const text = textAt(input, 'command', 'input', 'patch', 'patchText') ?? textAt(objectAt(input, 'input'), 'patch');
  return text?.includes('*** Begin Patch') === true ? text : undefined;
}
