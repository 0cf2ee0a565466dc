/** What `avow` says of the daemons that it runs, and of their settings. */
export const daemons = {
  'init.summary': 'Make the keys of a register, and show their public parts.',
  'init.about': 'Keys that are there are never touched. Send the vkey of the log to the witnesses.',
  'serve.summary': 'Run a register.',
  'serve.about':
    'Every setting of docs/operating/register.md may stand in the environment; an option goes before it. The address of a database is set by DATABASE_URL only.',
  'witness.init.summary': 'Make the key of a witness, and show its public part.',
  'witness.init.about': 'A key that is there is never touched. Send the vkey to the register.',
  'witness.serve.summary': 'Run a witness.',
  'witness.serve.about':
    'Every setting of docs/operating/witness.md may stand in the environment; an option goes before it.',
  'register.ready': 'The register answers at {address}.',
  'witness.ready': 'The witness answers at {address}.',
  'setting.state': 'folder for keys, log, envelopes and the embedded database (state/register)',
  'setting.origin': 'name of the log; never change it (avow.localhost)',
  'setting.host': 'where to listen (127.0.0.1)',
  'setting.port': 'port to listen on (8440)',
  'setting.trustees':
    'JSON file: a list of name, key and recipient, as avow trustee init prints them, and inbox where a trustee has one',
  'setting.witnesses': 'JSON file: a list of name, vkey (as avow witness init prints it) and url',
  'setting.vouching': 'JSON file with the public part of the key by which the desk vouches (none)',
  'setting.institutions': 'JSON file: the list in which authors look institutions up (none)',
  'setting.drand': 'drand server that is asked for the signatures that open date locks (none)',
  'setting.desk': 'JSON file: a list of age recipients of the desk, as avow desk init prints them (none)',
  'desk.init.summary': 'Make an identity of the desk.',
  'desk.init.about':
    'Authors can then seal statements that only the desk reads: put the recipient on the list of the register (AVOW_DESK). Who loses the identity loses what was sealed for it. age reads the file: age --decrypt -i FILE STATEMENT.age | tar -x',
  'desk.init.out': 'where to write the identity; only its own user can read it',
  'desk.init.done':
    'The identity is in {file}: keep it, and a copy. Its recipient, for the list of the register:\n{recipient}',
  'desk.open.summary': 'Read a statement that was opened for the desk only.',
  'desk.open.about':
    'The register lays it into the folder desk of its state, or of its object store. age and tar do the same.',
  'desk.open.identity': 'the identity of the desk',
  'desk.open.out': 'folder for the statement and its attachments',
  'setting.quorum': 'how many witnesses must sign (all)',
  'setting.threshold': 'how many trustees open (a majority)',
  'setting.folder': 'folder for keys and store',
  'setting.witness_name': 'name of the key; it cannot be changed later',
  'setting.witness_ml_dsa': 'sign with a second key as well, by ML-DSA-44',
  'setting.witness_logs': 'vkeys of the logs, separated by commas',
  'setting.witness_policy': 'or a C2SP tlog-policy, whose log lines count',
  'setting.witness_port': 'port to listen on (8450); 0 for any that is free',
} as const
