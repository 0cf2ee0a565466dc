/** Tools that others wrote, for the tests that hold ours against them. */
import { spawnSync } from 'node:child_process'

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
