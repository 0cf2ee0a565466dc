/** What a trustee itself takes for 10,000 releases at once: decided, signed, kept, and posted to a server that only answers. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createReleases, openStore } from '@avow/trustee'
import { type Figure, figureOf } from '../figure.ts'
import { arrivalOf } from '../../packages/trustee/test/arrivals.ts'
import { bareSeconds, held, secondsOf, seed, withServer } from './bare-posts.ts'

const count = 10_000

const quiet = { info: () => {}, warn: () => {} }

export async function bench(folder: string): Promise<Figure[]> {
  const own = join(folder, 'releases')
  mkdirSync(own)
  const store = openStore(own)
  const arrivals = Array.from({ length: count }, (_, deposited) => arrivalOf(deposited, held.condition))
  const position = { cursor: count, size: count, root: null, readTime: 0 }
  store.applyPage({ arrivals, acts: [], signs: [], position, contact: null } as never)
  const value = await withServer(async (post) => {
    const register = { act: post } as never
    const keys = { identity: '', seed }
    const releases = createReleases({ keys, store, register, now: Date.now, logger: quiet })
    return secondsOf(async () => {
      releases.decide()
      await releases.send()
    })
  })
  const { released } = store.counts()
  store.close()
  if (released !== count) throw new Error(`only ${released} were released`)
  return [
    figureOf({
      name: '10,000 releases decided, signed, kept and posted to a server that only answers',
      value,
      unit: 's',
      against: 'signing and posting as many',
      againstValue: await bareSeconds(count),
      aim: { atMost: 60 },
    }),
  ]
}
