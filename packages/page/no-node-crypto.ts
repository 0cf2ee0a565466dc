import type { Plugin } from 'vite'

const empty = '\0no-node-crypto'

/**
 * The library of vouchers looks for Node's `crypto`, and takes the browser's where there is none. In a page there is
 * none: nobody who builds needs to be warned of it.
 */
export const noNodeCrypto = (): Plugin => ({
  name: 'no-node-crypto',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'crypto' && importer?.includes('/@cloudflare/blindrsa-ts/') ? empty : null,
  load: (id) => (id === empty ? 'export {}' : null),
})
