/** Statements for vectors. The people, the institutions and the places are invented. */
import { type Statement, createStatement, describeAttachment } from '../../src/index.ts'

export const order = new TextEncoder().encode('Circular 14. The lists are to be complete by Friday.\n')

export const english: Statement = createStatement({
  kind: 'resignation',
  title: 'Why I left the Harbour Company',
  language: 'en-GB',
  body: [
    [
      { text: 'For eleven years I signed the tide tables of the ' },
      { text: 'Harbour Company', emphasis: true },
      { text: '. In the winter of 1998 I was told to sign tables that I knew to be wrong.' },
    ],
    [
      { text: 'I signed.', strong: true },
      { text: ' Two boats went out on my signature.\nI have not signed anything since.' },
    ],
  ],
  declarant: { as: 'name', name: 'Ada Thornbury' },
  institutions: [{ name: 'The Harbour Company', unit: 'Office of Tides' }],
  affiliations: [{ institution: 0, role: 'clerk of tides', since: '1987-03', until: '1998~' }],
  convictions: ['That a table which everybody has signed is nobody’s fault.'],
  events: [{ description: 'The loss of the boats off the north mole', date: '1998-12' }],
  place: 'Port Ellery',
  written: '2026-05-01',
  attachments: [describeAttachment('circular-14.txt', 'text/plain', order, 'original')],
  wishes: { translate: true, contact: true, licence: 'CC-BY-4.0' },
})

export const chinese: Statement = createStatement({
  kind: 'renunciation',
  title: '我退出青石会',
  language: 'zh-Hans',
  body: [
    [{ text: '我十九岁加入青石会，跟着大家喊口号，写过揭发同学的材料。' }],
    [
      { text: '那些材料里没有一句是我亲眼看见的。' },
      { text: '从今天起，我不再是青石会的人。', strong: true },
    ],
  ],
  declarant: { as: 'pseudonym', name: '河边的人' },
  institutions: [{ name: '青石会', unit: '第三中学小组' }],
  affiliations: [{ institution: 0, role: '组员', since: '197X', until: '2026' }],
  convictions: ['我曾相信，为了大家好，可以说假话。'],
  written: '2026-04?',
  wishes: { translate: true, contact: false, licence: 'CC0-1.0' },
})

export const russian: Statement = createStatement({
  kind: 'retraction',
  title: 'Беру свои слова обратно',
  language: 'ru',
  body: [
    [{ text: 'В 1984 году я подписал письмо против нашего учителя. Письмо написал не я, но подпись моя.' }],
    [{ text: 'Учитель ни в чём не был виноват. Я прошу прощения у его детей.' }],
  ],
  declarant: { as: 'role', name: 'бывший секретарь собрания' },
  institutions: [{ name: 'Общество «Северный свет»' }, { name: 'Школа № 9 посёлка Верхний Яр' }],
  affiliations: [
    { institution: 0, since: '1979/1986' },
    { institution: 1, role: 'ученик', until: '1978' },
  ],
  events: [{ description: 'Собрание, на котором читали письмо', date: '1984-11~' }],
  place: 'Верхний Яр',
  wishes: { translate: false, contact: false, licence: 'CC-BY-ND-4.0' },
})

export const arabic: Statement = createStatement({
  kind: 'testimony',
  title: 'شهادة حارس الليل',
  language: 'ar',
  body: [
    [{ text: 'عملتُ حارساً ليلياً في مستودعات شركة الواحة سبع سنوات، ورأيت ما كان يخرج منها بعد منتصف الليل.' }],
    [
      { text: 'كنت أكتب في السجل كلمة واحدة: ' },
      { text: 'nothing', language: 'en', emphasis: true },
      { text: '. اليوم أكتب ما رأيت.' },
    ],
  ],
  declarant: { as: 'nobody' },
  institutions: [{ name: 'شركة الواحة للتخزين', id: 'wikidata:Q4115189' }],
  affiliations: [{ institution: 0, role: 'حارس ليلي', since: '2003/2010' }],
  written: '2026',
  wishes: { translate: true, contact: false, licence: 'CC-BY-4.0' },
})

export const texts = { english, chinese, russian, arabic } as const
