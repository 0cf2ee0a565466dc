/** `npm run mutate -- PACKAGE [FILE…]`: how many faults put into a package on purpose its tests find. */
import { spawnSync } from 'node:child_process'

const packages = ['core', 'tlog', 'verify']
const [name = '', ...files] = process.argv.slice(2)

if (!packages.includes(name)) {
  console.error(`Usage: npm run mutate -- PACKAGE [FILE…], where PACKAGE is one of ${packages.join(', ')}.`)
  process.exit(2)
}

const env = {
  ...process.env,
  AVOW_MUTATE_PACKAGE: name,
  ...(files.length > 0 ? { AVOW_MUTATE_FILES: files.join(',') } : {}),
}
const result = spawnSync('stryker', ['run', 'stryker.config.js'], {
  env,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(result.status ?? 1)
