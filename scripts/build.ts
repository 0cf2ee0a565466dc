/** Builds what cannot run, or not as fast, as it stands: `pages`, `programs`, or without an argument both. */
import { build as vite } from 'vite'
import { makeTemplate } from '../packages/register/src/db/cluster.ts'
import { buildPrograms } from './programs.ts'
import { warm } from './warm.ts'

/** The browser islands of `page` for the register, and its single file. */
async function pages(): Promise<void> {
  for (const config of ['vite.web.config.ts', 'vite.offline.config.ts'])
    await vite({ root: 'packages/page', configFile: `packages/page/${config}`, logLevel: 'warn' })
}

async function programs(): Promise<void> {
  await buildPrograms()
  // Both only make the first start faster: without them it makes what it needs.
  await makeTemplate().catch(() => {})
  await warm()
}

const parts = { pages, programs }
const part = process.argv[2]
for (const [name, build] of Object.entries(parts)) if (part === undefined || part === name) await build()
