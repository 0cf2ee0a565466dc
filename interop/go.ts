/** The Go toolchain, where the machine has one, and the programs that it builds from go.mod. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, runWell } from './program.ts'

const folder = import.meta.dirname

const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number)

function isOlder(version: string, wanted: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(wanted)]
  for (const [at, number] of want.entries()) if (have[at] !== number) return (have[at] ?? 0) < number
  return false
}

/** The version that go.mod asks for. */
const wantedVersion = (): string => /^go (\S+)$/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))![1]!

/** @returns undefined where there is a toolchain that will do, otherwise a sentence */
export async function whyNoGo(): Promise<string | undefined> {
  const wanted = wantedVersion()
  try {
    const [version, toolchain] = (await runWell('go', ['env', 'GOVERSION', 'GOTOOLCHAIN']))
      .toString()
      .split('\n')
    // Any other setting lets Go fetch the toolchain that it needs.
    if (toolchain !== 'local' || !isOlder(version!, wanted)) return undefined
    return `the Go toolchain here is ${version}, and the programs of others need ${wanted}`
  } catch {
    return `there is no Go toolchain here (${wanted} or newer, https://go.dev/dl/)`
  }
}

/** Module and version of each program and library that is held against ours. */
export function pinnedVersions(): string {
  const pins = readFileSync(join(folder, 'go.mod'), 'utf8').matchAll(
    /^\t(filippo\.io\/(?:age|mldsa|torchwood)|github\.com\/drand\/kyber|github\.com\/transparency-dev\/(?:merkle|tessera)|golang\.org\/x\/mod) (\S+)/gm,
  )
  return [...pins].map(([, module, version]) => `${module} ${version}`).join(', ')
}

/** Environment of the go command: exactly the modules of go.sum, which it may have to download. */
const env = { ...process.env, GOFLAGS: '-mod=readonly -buildvcs=false' }

/** `go vet` of our own programs. */
export async function vet(): Promise<string> {
  const { code, stderr } = await run('go', ['vet', './...'], { cwd: folder, env })
  if (code !== 0) throw new Error(stderr)
  return 'nothing found'
}

/** Builds our programs and those of others into a folder. The first time it downloads and compiles for minutes. */
export async function buildAll(out: string): Promise<string> {
  const start = performance.now()
  await runWell('go', ['build', '-o', `${out}/`, './cmd/...', 'tool'], { cwd: folder, env })
  return `${pinnedVersions()} in ${((performance.now() - start) / 1000).toFixed(0)} s`
}
