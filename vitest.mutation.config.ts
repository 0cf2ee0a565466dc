import { defineConfig } from 'vitest/config'

/**
 * What runs against each mutant (stryker.config.js): all unit tests but those that feed random or changed bytes for long.
 * A mutant that only they would find deserves a test that says what it breaks.
 */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/{core,tlog,verify}/test/**/*.test.ts'],
    exclude: [
      'packages/verify/test/{flip,hostile,threat-model}.test.ts',
      'packages/core/test/decoders.test.ts',
      // Reads the sources, which are not themselves here.
      'packages/core/test/domains.test.ts',
    ],
    testTimeout: 60_000,
    // A mutant is a switch inside the modules: they need not be read again for each.
    isolate: false,
  },
})
