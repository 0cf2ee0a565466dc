/** Everything that `avow` says to people, in English. `{name}` is a parameter; `{n, one file, # files}` chooses by number. */
export const en = {
  'help.about': 'avow: seal, deposit, open and verify statements; run a register, a trustee, a witness.',
  'help.more': 'avow COMMAND --help says more about one, with examples.',
  'help.usage': 'Usage:',
  'help.options': 'Options:',
  'help.options_mark': '[options]',
  'help.examples': 'Examples:',
  'help.exit_codes':
    'Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage, 3 the register cannot be reached.',
  'option.json': 'for programs: a line of JSON for each thing said',
  'option.help': 'show this',

  'usage.command': 'There is no such command; avow --help lists those that there are.',
  'usage.option': '{option} is not an option of this command; see {help}.',
  'usage.value_missing': '{option} needs a value; see {help}.',
  'usage.value_foreign': '{option} takes no value; see {help}.',
  'usage.repeated': '{option} can be given only once; see {help}.',
  'usage.argument_missing': '{argument} is missing; see {help}.',
  'usage.argument_foreign': 'There is an argument too many; see {help}. Words are never given as arguments.',
  'usage.number': '{option} must be a whole number from {least} to {most}.',

  'start.summary': 'Run a whole network on this machine: a register, trustees, a witness.',
  'start.about':
    'Each is a process of its own with its own keys and its own store. Everything is kept in one folder and is there again at the next start. Ctrl-C ends all of it.',
  'start.option.port': 'port of the register; 0 for any that is free (8440)',
  'start.option.state': 'folder for everything that is kept (state)',
  'start.option.trustees': 'how many trustees (3)',
  'start.option.threshold': 'how many of them open (a majority)',
  'start.option.witnesses': 'how many witnesses (1)',
  'start.option.verbose': 'show what the processes write',
  'start.ready': 'Avow runs at {address}. Ctrl-C ends it.',
  'start.stopping': 'Ending.',
  'start.stopped': 'Ended. What was kept is in {folder}.',
  'start.crashed': '{name} ended by itself ({code}) and is started again.',
  'start.line': '{name}: {line}',

  'error.other': 'It was refused ({code}).',
  'error.unexpected':
    'Something went wrong here that should not ({name}). Please report it, with these lines:',
  'error.port_in_use': 'Port {port} is in use; end what runs there, or choose another with --port.',
  'error.state_in_use':
    'Another network runs on the folder {folder}; end it, or choose another folder with --state.',
  'error.daemon_failed': 'The process {name} could not start ({code}): {said}',
} as const
