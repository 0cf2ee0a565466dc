/** Sealing 20 KB for 3 of 5 trustees in the browser. */
import { measureInBrowser } from './in-browser.ts'
import { type Figure, figureOf, median } from './figure.ts'

export async function bench(): Promise<Figure[]> {
  const { seals, limits } = await measureInBrowser<null, { seals: number[]; limits: number[] }>(
    'bench/seal-in-page.ts',
    null,
  )
  return [
    figureOf({
      name: 'seal 20 KB for 3 of 5 trustees in the browser, median',
      value: median(seals),
      unit: 'ms',
      against: 'the six age encryptions alone',
      againstValue: median(limits),
      aim: { atMost: 150 },
    }),
  ]
}
