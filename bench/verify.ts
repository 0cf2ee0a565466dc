/** The verdict on a proof bundle in the browser. */
import { readFileSync } from 'node:fs'
import { measureInBrowser } from './in-browser.ts'
import { type Figure, figureOf, median } from './figure.ts'

/** How many different signatures a verifier cannot do without: roster, envelope, each act, each line under each checkpoint. */
function signaturesIn(bundle: string): number {
  const { acts } = JSON.parse(bundle) as { acts: { receipt: string }[] }
  const lines = new Set(
    acts.flatMap(({ receipt }) => receipt.split('\n').filter((line) => line.startsWith('— '))),
  )
  return 2 + acts.length + lines.size
}

export async function bench(): Promise<Figure[]> {
  const bundle = readFileSync('vectors/valid/proof-bundle/word.avowproof', 'utf8')
  const signatures = signaturesIn(bundle)
  const { verdicts, limits } = await measureInBrowser<unknown, { verdicts: number[]; limits: number[] }>(
    'bench/verify-in-page.ts',
    { bundle, signatures },
  )
  return [
    figureOf({
      name: 'verify a proof bundle in the browser, median',
      value: median(verdicts),
      unit: 'ms',
      against: `${signatures} Ed25519 verifications and one hash of the file`,
      againstValue: median(limits),
      aim: { atMost: 50 },
    }),
  ]
}
