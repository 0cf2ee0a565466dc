/**
 * `npm test`: the checks of `npm run check`, then every test, a real browser included.
 * Ends with the line "N passed, N failed"; exit code 0 when nothing failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './check.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What vitest's JSON reporter writes, as far as it is counted. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** A file that failed without a failed test has failed in its set-up. */
function countOf(report: Report): Count {
  const failedFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + failedFiles,
    skipped: report.numPendingTests,
  }
}

/** A runner that ended wrongly or wrote no report counts as one failure. */
function runTests(): Count {
  const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  const outputFile = join(folder, 'report.json')
  const { status } = spawnSync(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  )
  try {
    const count = countOf(JSON.parse(readFileSync(outputFile, 'utf8')) as Report)
    return status === 0 || count.failed > 0 ? count : { ...count, failed: 1 }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const checks = runChecks()
const tests = runTests()
const failed = checks.failed + tests.failed
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
console.log(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}`)
process.exit(failed === 0 ? 0 : 1)
