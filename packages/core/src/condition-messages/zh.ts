import type { Phrases } from './phrases.ts'

export const zh: Phrases = {
  now: '立即',
  word: '经我发话',
  at: '到{date}{time}（UTC）',
  silence: '沉默{duration}并宽限{grace}之后',
  together: '当关于{institution}的密封声明（含我的）达到{size}份时',
  vouched: '当关于{institution}的经担保的密封声明（含我的）达到{size}份时',
  any: '，或',
  all: '，并且',
  date: '{year}年{month}月{day}日',
  months: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'],
  and: '',
  days: { other: '#天' },
  hours: { other: '#小时' },
}
