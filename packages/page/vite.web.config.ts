import { defineConfig } from 'vite'
import { noNodeCrypto } from './no-node-crypto.ts'

/** Chunks that several islands share are called after the room that fills them, so that budgets can name them. */
const rooms = [
  ['client', '/packages/client/src/client.ts'],
  ['verdict', '/packages/verify/src/verify.ts'],
  ['sealing', '/packages/core/src/seal.ts'],
  ['core', '/packages/core/src/roster.ts'],
  ['blind', '/@cloudflare/blindrsa-ts/lib/src/index.js'],
] as const

const roomOf = (modules: readonly string[]): string =>
  rooms.find(([, module]) => modules.some((id) => id.endsWith(module)))?.[0] ?? '[name]'

/** The islands and the stylesheet of the site: hashed files and a manifest, served by the register from itself. */
export default defineConfig({
  resolve: { conditions: ['source', 'browser'] },
  publicDir: false,
  plugins: [noNodeCrypto()],
  build: {
    outDir: 'build/web',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [
        'src/styles/avow.css',
        'src/islands/write.ts',
        'src/islands/return.ts',
        'src/islands/verify.ts',
        'src/islands/proof.ts',
        'src/islands/seal-worker.ts',
      ],
      output: {
        chunkFileNames: ({ moduleIds }) => `assets/${roomOf(moduleIds)}-[hash].js`,
      },
    },
  },
})
