/** `npm run check`: everything that can be known without running the product. */
import { spawnSync } from 'node:child_process'

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['layers', 'node', 'scripts/layers.ts'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['lint', 'oxlint', '--deny-warnings'],
  ['format', 'oxfmt', '--check'],
  ['dead code', 'knip', '--no-progress'],
  ['bundle size', 'size-limit'],
]

/** Runs one check and says what it found; true when it holds. */
function holds([name, command, ...args]: (typeof checks)[number]): boolean {
  const start = performance.now()
  const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  const isGood = result.status === 0
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!isGood) console.log((result.stdout ?? '') + (result.stderr ?? '') + (result.error?.message ?? ''))
  return isGood
}

export function runChecks(): { passed: number; failed: number } {
  const passed = checks.filter(holds).length
  return { passed, failed: checks.length - passed }
}

if (import.meta.main) {
  const { passed, failed } = runChecks()
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
