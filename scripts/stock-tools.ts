/** Tools that others wrote, for the tests that hold ours against them. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const runs = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** Only root may install, and only where there is Debian's package manager. */
function installFromDebian(name: string): void {
  if (process.getuid?.() !== 0 || !runs('apt-get', '--version')) return
  const install = () => runs('apt-get', 'install', '--yes', '--no-install-recommends', '--quiet', name)
  if (!install() && runs('apt-get', 'update', '--quiet')) install()
}

/**
 * Whether Debian's `age` is there, after an attempt to install it.
 * @returns undefined when it is, otherwise a sentence that says why a test is left out
 */
export function whyNoAge(): string | undefined {
  if (runs('age', '--version')) return undefined
  installFromDebian('age')
  if (runs('age', '--version')) return undefined
  return 'The program age is missing, and could not be installed by apt-get. Install it (https://age-encryption.org), and this test will run.'
}

const hasPostQuantum = (folder: string): boolean =>
  runs(join(folder, 'age-keygen'), '-pq', '-o', join(folder, 'identity'))

/** Into a folder; `interop/go.mod` pins the version. */
const buildAge = (folder: string): boolean =>
  runs(
    'go',
    'build',
    '-C',
    'interop',
    '-o',
    `${folder}/`,
    'filippo.io/age/cmd/age',
    'filippo.io/age/cmd/age-keygen',
  )

/**
 * A folder with an `age` that knows post-quantum recipients, as age 1.3 and newer do: the machine's own, or one that its Go builds.
 * @param folder an empty one, for what is built
 * @returns undefined where there is none
 */
export function findPostQuantumAge(folder: string): string | undefined {
  const own = spawnSync('sh', ['-c', 'dirname "$(command -v age-keygen)"'], {
    encoding: 'utf8',
  }).stdout.trim()
  if (own !== '' && runs(join(own, 'age-keygen'), '-pq')) return own
  return buildAge(folder) && hasPostQuantum(folder) ? folder : undefined
}
