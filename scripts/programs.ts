/**
 * Makes one file of each program, of the sources and of what they import: what `npm start` runs is loaded from it in
 * less than half the processor time. The sources run as well, by themselves; tests run those.
 */
import { rmSync } from 'node:fs'
import { build as esbuild } from 'esbuild'

const jsx = { jsx: 'automatic', jsxImportSource: 'hono/jsx' } as const

/** Packages in the CommonJS format look for the platform's modules by `require`. */
const banner = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);`

const bundle = (room: string) =>
  esbuild({
    entryPoints: [`packages/${room}/src/main.ts`],
    // Beside `src/`: paths that are relative to a file hold for both.
    outdir: `packages/${room}/build`,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['source'],
    banner: { js: banner },
    ...jsx,
    logLevel: 'warning',
  })

/** The site alone, for a register that is run from its sources: Node does not read TSX. */
const buildSite = () =>
  esbuild({
    entryPoints: ['packages/register/src/site/index.tsx'],
    outfile: 'packages/register/build/site.js',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    ...jsx,
    logLevel: 'warning',
  })

export async function buildPrograms(): Promise<void> {
  const rooms = ['cli', 'register', 'trustee', 'witness']
  for (const room of rooms) rmSync(`packages/${room}/build`, { recursive: true, force: true })
  await Promise.all([buildSite(), ...rooms.map(bundle)])
}
