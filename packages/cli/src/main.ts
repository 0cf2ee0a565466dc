#!/usr/bin/env node
/** `avow`: everything that the pages and daemons do, for scripts and for people who live in terminals. */
import { enableCompileCache } from 'node:module'
import { compileCache } from './programs.ts'

// Before anything large is loaded: a command that is run again answers in half the time.
enableCompileCache(compileCache)
// Names of files are meant from where somebody is, not from where npm goes.
if (['avow', 'demo'].includes(process.env['npm_lifecycle_event'] ?? ''))
  process.chdir(process.env['INIT_CWD'] ?? '.')
const { run } = await import('./run.ts')
process.exit(await run(process.argv.slice(2)))
