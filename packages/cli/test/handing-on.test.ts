/** Another roster, and the same institution key (spec/conditions.md, "Ceremony"), by the real programs. */
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { createInstitutionCalls } from '@avow/client/institutions'
import { rosterHashOf } from '@avow/core'
import { expect, test } from 'vitest'
import { type Network, startNetwork } from '../src/network.ts'
import { avow, folderForTests } from './avow.ts'
import { untilInstitutionKey } from './network.ts'

const folder = folderForTests()
const work = { AVOW_WORK_BITS: '8', AVOW_TRUSTEE_WORK_BITS: '8' }

const start = (trustees: number, more: Record<string, string> = {}): Promise<Network> =>
  startNetwork({
    folder: join(folder, 'network'),
    port: 0,
    trustees,
    threshold: 2,
    env: { ...work, ...more },
  })

const tagIn = async ({ address }: Network): Promise<unknown> =>
  (await avow(['institutions', 'tag', 'wikidata:Q42', '--register', address, '--json'])).values[0]?.['tag']

const keyIn = async ({ address }: Network) =>
  (await createInstitutionCalls({ base: address }).institutions()).key!

test('a fourth trustee gets a share when those who hold the key go by the new roster, and the tags stay', async () => {
  const before = await start(3)
  await untilInstitutionKey(before.address)
  const [tag, key] = [await tagIn(before), await keyIn(before)]
  await before.stop()

  const between = await start(4)
  const roster = rosterHashOf(await createClient({ base: between.address }).roster())
  // Those who hold the key still go by the roster that they know, and hand nothing on.
  expect((await avow(['institutions', 'status', '--register', between.address])).code).toBe(1)
  await between.stop()

  const after = await start(4, { AVOW_TRUSTEE_ROSTER: roster })
  try {
    await untilInstitutionKey(after.address)
    const handedOn = await keyIn(after)
    expect(handedOn.session).not.toBe(key.session)
    expect([handedOn.key, handedOn.trustees.length]).toEqual([key.key, 4])
    expect(await tagIn(after)).toBe(tag)
  } finally {
    await after.stop()
  }
}, 900_000)
