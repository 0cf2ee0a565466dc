/** Checks that dependencies point down only (docs/ARCHITECTURE.md, "The house"). */
import { globSync, readFileSync } from 'node:fs'

/** What each package may import of the others. Whatever is not named here is a room above the house and may import all. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  tlog: [],
  verify: ['core', 'tlog'],
  client: ['core', 'tlog', 'verify'],
  register: ['core', 'tlog', 'verify', 'client'],
  trustee: ['core', 'tlog', 'verify', 'client'],
  witness: ['core', 'tlog', 'verify', 'client'],
  page: ['core', 'tlog', 'verify', 'client'],
  cli: ['core', 'tlog', 'verify', 'client'],
}

const specifier = /(?:from\s+|import\s*\(?\s*)['"]([^'"]+)['"]/g

function faultsOf(file: string): string[] {
  const room = file.split('/')[1]!
  const may = allowed[room]
  if (!may) return []
  const named = [...readFileSync(file, 'utf8').matchAll(specifier)].map((match) => match[1]!)
  return named.flatMap((name) => {
    const other = /^@avow\/([a-z]+)/.exec(name)?.[1]
    if (other && other !== room && !may.includes(other)) return [`${file}: ${room} may not import ${other}`]
    if (
      /^(\.\.\/)+(packages\/)?(core|tlog|verify|client|register|trustee|witness|page|cli|testkit)\//.test(
        name,
      )
    )
      return [`${file}: imports ${name} by path; name the package`]
    return []
  })
}

const faults = globSync('packages/*/src/**/*.{ts,tsx}').flatMap(faultsOf)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exit(1)
