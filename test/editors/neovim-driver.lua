-- Runs inside Neovim and does what a test asks: one JSON object a line on stdin, answers and events as such lines on
-- stdout. Only `stdioopen` is needed of Neovim for that, and so no msgpack in the test.

-- Debian's package that is unpacked, not installed, needs it; what Neovim starts does not.
vim.env.LD_LIBRARY_PATH = nil

-- What Neovim would tell a person, the events tell the test.
vim.notify = function() end

local channel
local client_id

local function send(message)
  vim.fn.chansend(channel, vim.json.encode(message) .. '\n')
end

local commands = {}

--- Opens a file, with `command` as its language server in `root`.
function commands.open(ask, answer)
  vim.cmd('edit ' .. vim.fn.fnameescape(ask.file))
  client_id = vim.lsp.start_client({
    name = 'gopls',
    cmd = ask.command,
    root_dir = ask.root,
    on_init = function() answer({}) end,
    -- Called from where nothing of Neovim may be used.
    on_exit = vim.schedule_wrap(function(code, signal)
      send({ event = 'client-exit', code = code, signal = signal })
    end),
  })
  vim.lsp.buf_attach_client(0, client_id)
end

--- Replaces a line, counted from 0, as typing would: Neovim tells gopls of it.
function commands.edit(ask, answer)
  vim.api.nvim_buf_set_lines(0, ask.line, ask.line + 1, true, { ask.text })
  answer({})
end

--- Sends a request with the cursor at a place counted from 0; answers with what `read` makes of the result.
local function request(method, ask, answer, read)
  vim.api.nvim_win_set_cursor(0, { ask.line + 1, ask.column })
  if not vim.lsp.buf_is_attached(0, client_id) then return answer({ failed = 'no client' }) end
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  vim.lsp.buf_request(0, method, params, function(failure, result)
    if failure then return answer({ failed = failure.message }) end
    answer(read(result))
  end)
end

function commands.hover(ask, answer)
  request('textDocument/hover', ask, answer, function(result)
    return { text = result and result.contents.value or '' }
  end)
end

--- Answers with the first definition.
function commands.definition(ask, answer)
  request('textDocument/definition', ask, answer, function(result)
    local location = result and result[1]
    if not location then return { failed = 'no definition' } end
    return { place = { file = vim.uri_to_fname(location.uri), line = location.range.start.line } }
  end)
end

function commands.notify(ask, answer)
  vim.lsp.get_client_by_id(client_id).notify(ask.method, ask.params)
  answer({})
end

vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function()
    local found = vim.tbl_map(function(diagnostic)
      return { line = diagnostic.lnum, message = diagnostic.message }
    end, vim.diagnostic.get(0))
    send({ event = 'diagnostics', found = found })
  end,
})

local function obey(line)
  local ask = vim.json.decode(line)
  commands[ask.kind](ask, function(answer) send({ id = ask.id, answer = answer }) end)
end

local unfinished = ''
channel = vim.fn.stdioopen({
  on_stdin = function(_, pieces)
    local is_over = #pieces == 1 and pieces[1] == ''
    if is_over then return vim.cmd('quitall!') end
    pieces[1] = unfinished .. pieces[1]
    unfinished = table.remove(pieces)
    for _, line in ipairs(pieces) do
      obey(line)
    end
  end,
})
