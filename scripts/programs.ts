/**
 * Makes one file of each program, of the sources and of what they import: what `npm start` runs is loaded from it in
 * less than half the processor time. The sources run as well, by themselves; tests run those.
 */
import { readdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { build as esbuild } from 'esbuild'

const jsx = { jsx: 'automatic', jsxImportSource: 'hono/jsx' } as const

/** Modules that a program runs in threads: as parts of its bundle they are there in half the time, too. */
const threads: Readonly<Record<string, string>> = {
  cli: 'packages/client/src/log/fsck-worker.ts',
  register: 'packages/register/src/intake/check-thread.ts',
}

/**
 * Packages in the CommonJS format look for the platform's modules by `require`. The sources look for the module of a
 * thread by the name of a package; in a bundle it lies beside them.
 */
const banner = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
const resolveThread = (name) => new URL(name.replace(/.*\\//, '') + '.js', import.meta.url).href;`

/** @returns paths of what it made */
async function bundle(room: string): Promise<string[]> {
  const entries = [`packages/${room}/src/main.ts`, threads[room]].filter((path) => path !== undefined)
  const { metafile } = await esbuild({
    entryPoints: entries.map((path) => ({ in: path, out: basename(path, '.ts') })),
    // Beside `src/`: paths that are relative to a file hold for both.
    outdir: `packages/${room}/build`,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    conditions: ['source'],
    banner: { js: banner },
    define: { 'import.meta.resolve': 'resolveThread' },
    ...jsx,
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.outputs)
}

const site = 'packages/register/build/site.js'

/** The site alone, for a register that is run from its sources: Node does not read TSX. */
const buildSite = () =>
  esbuild({
    entryPoints: ['packages/register/src/site/index.tsx'],
    outfile: site,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    ...jsx,
    logLevel: 'warning',
  })

export async function buildPrograms(): Promise<void> {
  const rooms = ['cli', 'register', 'trustee', 'witness']
  const [, ...made] = await Promise.all([buildSite(), ...rooms.map(bundle)])
  const kept = new Set([site, ...made.flat()])
  // Parts are named after their content. Old ones go last, so that who runs by the build meanwhile finds its parts.
  for (const room of rooms)
    for (const file of readdirSync(`packages/${room}/build`)) {
      const path = `packages/${room}/build/${file}`
      if (!kept.has(path)) rmSync(path)
    }
}
