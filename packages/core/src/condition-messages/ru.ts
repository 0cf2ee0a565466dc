import type { Phrases } from './phrases.ts'

export const ru: Phrases = {
  now: 'сразу',
  word: 'по моему слову',
  at: '{date} в {time} UTC',
  silence: 'после {duration} молчания и {grace} отсрочки',
  together: 'когда число запечатанных заявлений о {institution}, включая моё, достигнет {size}',
  vouched: 'когда число запечатанных подтверждённых заявлений о {institution}, включая моё, достигнет {size}',
  any: ', или ',
  all: ' и ',
  date: '{day} {month} {year} года',
  months: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
  and: ' ',
  // In the genitive, which both places ask for.
  days: { one: '# дня', other: '# дней' },
  hours: { one: '# часа', other: '# часов' },
}
