import { defineConfig } from 'vite'

/** The islands and the stylesheet of the site: hashed files and a manifest, served by the register from itself. */
export default defineConfig({
  resolve: { conditions: ['source', 'browser'] },
  publicDir: false,
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
    },
  },
})
