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

let failed = 0
for (const [name, command, ...args] of checks) {
  const start = performance.now()
  const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  const holds = result.status === 0
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!holds) console.log((result.stdout ?? '') + (result.stderr ?? '') + (result.error?.message ?? ''))
  if (!holds) failed += 1
}
console.log(`${checks.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
