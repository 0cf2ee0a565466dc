/** Statements that are published without a browser, for pages to show. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { type Statement, createStatement, deriveKeys, generateEntropy, parseBody, seal } from '@avow/core'

/** A text that was written for the examples. */
export const textIn = (language: 'en' | 'zh-Hans' | 'ru' | 'ar'): string =>
  readFileSync(new URL(`../examples/statements/${language}.txt`, import.meta.url), 'utf8')

export const statements = {
  en: createStatement({
    kind: 'resignation',
    title: 'I do not sign any longer',
    language: 'en',
    body: parseBody(textIn('en')),
    declarant: { as: 'name', name: 'Ada Holm' },
    institutions: [{ name: 'Northern Line', unit: 'Ferries' }],
    affiliations: [{ institution: 0, role: 'Purser', since: '2013-05' }],
    convictions: ['That a signature is only a signature.'],
    events: [{ description: 'The drill that was signed for and not held', date: '2021-03-02' }],
    place: 'Harbour office',
    written: '2024-06-01',
  }),
  'zh-Hans': createStatement({
    kind: 'retraction',
    title: '我收回这句话',
    language: 'zh-Hans',
    body: parseBody(textIn('zh-Hans')),
    declarant: { as: 'role', name: '抄写员' },
    institutions: [{ name: '河口档案馆' }],
  }),
  ru: createStatement({
    kind: 'resignation',
    title: 'Лес на бумаге',
    language: 'ru',
    body: parseBody(textIn('ru')),
    declarant: { as: 'pseudonym', name: 'Лесник' },
    institutions: [{ name: 'Школа лесничих' }],
  }),
  ar: createStatement({
    kind: 'testimony',
    title: 'الآبار التي لم تُحفر',
    language: 'ar',
    body: parseBody(textIn('ar')),
    declarant: { as: 'nobody' },
    institutions: [{ name: 'جمعية البئر' }],
    affiliations: [{ institution: 0, role: 'محاسِبة', since: '2015', until: '2022' }],
  }),
} satisfies Record<string, Statement>

/** Seals it to be opened at once and waits until it is published. @returns its identifier */
export async function publish(address: string, statement: Statement): Promise<string> {
  const client = createClient({ base: address })
  const entropy = generateEntropy()
  const sealed = await seal({
    statement,
    condition: { type: 'now' },
    roster: await client.roster(),
    entropy,
  })
  await client.deposit(sealed.file)
  const { locator } = deriveKeys(entropy)
  while ((await client.status(locator)).state !== 'published') await delay(200)
  return sealed.statement
}
