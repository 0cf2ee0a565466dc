import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { contentSecurity } from './content-security.ts'
import { noNodeCrypto } from './no-node-crypto.ts'

/** The same page as one self-contained file that works from a disk, without a network. */
export default defineConfig({
  resolve: { conditions: ['source', 'browser'] },
  publicDir: false,
  plugins: [noNodeCrypto(), viteSingleFile(), contentSecurity()],
  build: {
    outDir: 'build/offline',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: { input: 'avow.html' },
  },
})
