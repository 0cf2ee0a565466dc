import { readdirSync } from 'node:fs'
import { join } from 'node:path'

// Mutation testing: `npm run mutate -- verify`, or `npm run mutate -- core packages/core/src/ustar.ts`.
// scripts/mutate.ts says in the environment which package and which files.
const name = process.env.AVOW_MUTATE_PACKAGE ?? 'verify'
const files = process.env.AVOW_MUTATE_FILES?.split(',') ?? [
  `packages/${name}/src/**/*.ts`,
  // Sentences and tables: what is in them is compared with the specification, not with mutants.
  `!packages/${name}/src/**/*messages/**`,
  `!packages/${name}/src/index.ts`,
  `!packages/${name}/src/**/*.d.ts`,
]

/** The sandbox needs one package, its vectors and its texts; other packages are taken from node_modules. */
const needed = ['packages', 'vectors', 'spec', 'vitest.mutation.config.ts', 'package.json']
const others = (folder, kept) =>
  readdirSync(folder)
    .filter((entry) => !kept.includes(entry))
    .map((entry) => `/${join(folder, entry)}`)

export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutate-ignore.js'],
  ignorers: ['messages'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: files,
  ignorePatterns: [...others('.', needed), ...others('packages', [name])],
  // Stryker would read it by TypeScript's own API, which version 7 does not have.
  tsconfigFile: 'none',
  tempDirName: 'build/mutation',
  coverageAnalysis: 'perTest',
  // A mutant in a table that is made once would need every test.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: `build/mutation-${name}.json` },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
}
