/** The public pages: complete without JavaScript, usable at every width, and they keep nothing of their readers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from './house.ts'
import { expectUsable } from './look.ts'
import { publish, statements } from './publish.ts'
import { goWithoutScripts, untilFault, visit } from './visit.ts'

const widths = [320, 360, 1280]
let house: House
let address: string
const published: Record<string, string> = {}

beforeAll(async () => {
  house = await openHouse()
  address = house.network.address
  for (const [language, statement] of Object.entries(statements))
    published[language] = await publish(address, statement)
})
afterAll(() => house?.close())

const pathOf = (language: string): string => `/statements/${published[language]}`
const publicPages = (): string[] => [
  '/',
  '/statements',
  ...Object.keys(statements).map(pathOf),
  '/write',
  '/return',
  '/verify',
  '/trust',
  '/log',
]

describe.each(widths)('at %i pixels', (width) => {
  test('every page is usable, talks to its own register only, and keeps nothing', async () => {
    const { context, page, faults, traces } = await visit({ browser: house.browser, origin: address, width })
    for (const path of publicPages()) {
      await page.goto(address + path, { waitUntil: 'networkidle' })
      await expectUsable(page)
    }
    expect(faults).toEqual([])
    expect(await traces()).toEqual([])
    await context.close()
  })

  test('every page is whole and usable without JavaScript', async () => {
    const { context, page, faults } = await visit({ browser: house.browser, origin: address, width })
    for (const path of publicPages()) {
      await goWithoutScripts(page, address + path)
      await expectUsable(page)
      expect(await page.getByText('Loading').filter({ visible: true }).count(), path).toBe(0)
    }
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('without JavaScript', () => {
  const text = async (path: string): Promise<string> => {
    const { context, page } = await visit({ browser: house.browser, origin: address, width: 360 })
    await goWithoutScripts(page, address + path)
    const shown = await page.getByRole('main').innerText()
    await context.close()
    return shown
  }

  test.each(Object.entries(statements))(
    'a statement in %s is there, every word',
    async (language, statement) => {
      const shown = await text(pathOf(language))
      expect(shown).toContain(statement.title)
      for (const paragraph of statement.body)
        expect(shown).toContain(paragraph.map((span) => span.text).join(''))
      for (const institution of statement.institutions) expect(shown).toContain(institution.name)
      expect(shown).toContain('Deposited no later than')
      expect(shown).toContain('Download the proof bundle')
    },
  )

  test('the list names every published statement', async () => {
    const shown = await text('/statements')
    for (const { title } of Object.values(statements)) expect(shown).toContain(title)
  })

  test.each([
    ['/write', 'Sealing needs JavaScript', 'avow seal'],
    ['/return', 'This needs JavaScript', 'avow status'],
    ['/verify', 'This needs JavaScript', 'avow verify'],
  ])('%s says what it needs and what to do instead', async (path, need, instead) => {
    const shown = await text(path)
    expect(shown).toContain(need)
    expect(shown).toContain(instead)
  })
})

test('the watch over pages sees what it must: a picture from elsewhere, a cookie, something stored', async () => {
  const watched = await visit({ browser: house.browser, origin: address, width: 1280 })
  const { context, page, traces } = watched
  await page.goto(address)
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.invalid/pixel' }))
    document.cookie = 'name=value'
    localStorage.setItem('name', 'value')
  })
  await untilFault(watched, /Content Security Policy/)
  expect((await traces()).sort()).toEqual(['1 in localStorage', 'cookie name', 'document.cookie'])
  await context.close()
})
