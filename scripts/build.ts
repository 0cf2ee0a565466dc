/** Builds what cannot run as it stands: the site's TSX for the register, and the browser islands of `page`. */
import { existsSync } from 'node:fs'
import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'
import { warm } from './warm.ts'

async function buildSite(): Promise<void> {
  if (!existsSync('packages/register/src/site/index.tsx')) return
  await esbuild({
    entryPoints: ['packages/register/src/site/index.tsx'],
    outfile: 'packages/register/build/site.js',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
  })
}

async function buildPage(): Promise<void> {
  for (const config of ['vite.web.config.ts', 'vite.offline.config.ts']) {
    if (!existsSync(`packages/page/${config}`)) continue
    await vite({ root: 'packages/page', configFile: `packages/page/${config}`, logLevel: 'warn' })
  }
}

await Promise.all([buildSite(), buildPage()])
// Last: the register loads the site that was built.
await warm()
