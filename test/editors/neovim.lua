-- Drives the server as a user of Neovim's built-in client does and prints what it sees, one fact per line.
local server, file, rules = vim.env.SENTRIK_SERVER, vim.env.SENTRIK_FILE, vim.env.SENTRIK_RULES

local function say(what, value)
  io.stdout:write(what .. ': ' .. value .. '\n')
end

local function seen()
  local lines = vim.tbl_map(function(found)
    return string.format('%s %d:%d', found.code or (found.user_data and found.user_data.lsp and found.user_data.lsp.code), found.lnum, found.col)
  end, vim.diagnostic.get(0))
  table.sort(lines)
  return table.concat(lines, ', ')
end

local function waitfor(expected)
  vim.wait(30000, function() return seen() == expected end, 20)
end

-- Each version is set up as docs/editors.md says.
local command = { vim.env.SENTRIK_NODE, server, '--stdio' }
if vim.lsp.config then
  vim.lsp.config('sentrik', { cmd = command, filetypes = { 'javascript' }, root_markers = { '.sentrik', '.guard.yaml', '.git' } })
  vim.lsp.enable('sentrik')
elseif vim.lsp.start then
  vim.api.nvim_create_autocmd('FileType', {
    callback = function() vim.lsp.start({ name = 'sentrik', cmd = command, root_dir = vim.fn.getcwd() }) end,
  })
end
vim.cmd('edit ' .. file)
vim.bo.filetype = 'javascript'
local id
if vim.lsp.start then
  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  vim.wait(30000, function() return #clients({ name = 'sentrik' }) > 0 end, 20)
  id = clients({ name = 'sentrik' })[1].id
else
  id = vim.lsp.start_client({ name = 'sentrik', cmd = command, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
end
waitfor('test-eval 0:10')
say('opened', seen())

-- Unsaved text, with characters that count differently in each encoding.
vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'const label = "é😀"; eval(label);' })
waitfor('test-eval 0:24, test-eval 1:10')
say('typed', seen())

local client = vim.lsp.get_client_by_id(id)
vim.api.nvim_win_set_cursor(0, { 2, 12 })
local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
params.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 10000)
for _, answer in pairs(answers or {}) do
  local action = (answer.result or {})[1]
  say('action', action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
end
waitfor('test-eval 0:24')
say('repaired', vim.api.nvim_buf_get_lines(0, 1, 2, false)[1])

local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 0, character = 24 } }, 10000)
for _, answer in pairs(hover or {}) do
  say('hover', vim.split(answer.result.contents.value, '\n')[1])
end

-- The rules are renamed away and back; Neovim of this age does not tell the server what changes on disk.
os.rename(rules, rules .. '.off')
waitfor('')
say('without rules', seen())
os.rename(rules .. '.off', rules)
waitfor('test-eval 0:24')
say('with rules', seen())

if vim.lsp.config then client:stop() else vim.lsp.stop_client(id) end
say('ended', tostring(vim.wait(10000, function() return vim.lsp.get_client_by_id(id) == nil end, 20)))
vim.cmd('qa!')
