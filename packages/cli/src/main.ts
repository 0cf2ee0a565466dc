#!/usr/bin/env node
/** `avow`: everything that the pages and daemons do, for scripts and for people who live in terminals. */
import { enableCompileCache } from 'node:module'
import { compileCache } from './compile-cache.ts'

// Before anything large is loaded: a command that is run again answers in half the time.
enableCompileCache(compileCache)
const { run } = await import('./run.ts')
process.exit(await run(process.argv.slice(2)))
