// Installs what the lock file names, and builds what must be built, when either is out of date.
// Plain JavaScript without dependencies: it runs on whatever Node the machine has, before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Files whose content decides what a build makes, by its name in `scripts/build.ts`. */
const shared = [
  'package-lock.json',
  'scripts/build.ts',
  ...['core', 'tlog', 'verify', 'client'].map((room) => `packages/${room}/src`),
]
const buildInputs = {
  pages: [...shared, 'packages/page'],
  programs: [
    ...shared,
    'scripts/programs.ts',
    'scripts/warm.ts',
    ...['cli', 'register', 'trustee', 'witness'].map((room) => `packages/${room}/src`),
  ],
}

function* filesUnder(path) {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) return void (yield path)
  for (const name of readdirSync(path).sort()) {
    if (name !== 'build' && name !== 'node_modules') yield* filesUnder(join(path, name))
  }
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesUnder(join(root, path))) {
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function run(sentence, command, args, options) {
  process.stderr.write(sentence + '\n')
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  if (result.status === 0) return
  process.stderr.write(`That did not work: ${command} ${args.join(' ')}\n`)
  process.exit(1)
}

/** Runs `make` unless the stamp file says that it was run on the same inputs. */
function unlessStamped(stamp, value, make) {
  const path = join(root, 'node_modules', stamp)
  if (existsSync(path) && readFileSync(path, 'utf8') === value) return
  make()
  writeFileSync(path, value)
}

unlessStamped('.avow-installed', hashOf(['package-lock.json']), () =>
  run(
    'Installing what the lock file names. This is done once and takes some seconds.',
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { shell: process.platform === 'win32' },
  ),
)

if (process.argv.includes('--build')) {
  const own = join(root, 'node_modules', '.bin', 'node')
  const node = existsSync(own) ? own : process.execPath
  for (const [part, inputs] of Object.entries(buildInputs))
    unlessStamped(`.avow-built-${part}`, hashOf(inputs), () =>
      run(`Building the ${part}.`, node, [join(root, 'scripts', 'build.ts'), part]),
    )
}
