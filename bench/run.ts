/**
 * `npm run bench` measures everything, `npm run bench:NAME` one room, `--json` prints one line a figure.
 * Exit code 1 when an aim does not hold.
 */
import type { Figure } from './figure.ts'

const benches: Record<string, () => Promise<{ bench: () => Promise<Figure[]> }>> = {
  seal: () => import('./seal.ts'),
  verify: () => import('./verify.ts'),
  deposits: () => import('./deposits.ts'),
  log: () => import('./log.ts'),
  trustees: () => import('./trustees.ts'),
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const json = process.argv.includes('--json')
const unknown = named.find((name) => !(name in benches))
if (unknown) {
  console.error(`There is no bench "${unknown}". There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

function sentenceOf(figure: Figure): string {
  const against = `${figure.ratio} of ${figure.against} (${figure.againstValue} ${figure.unit})`
  return `${figure.holds ? 'holds   ' : 'NOT HELD'}  ${figure.name}: ${figure.value} ${figure.unit}, aim ${figure.aim}; ${against}`
}

let held = true
for (const name of named.length > 0 ? named : Object.keys(benches)) {
  const { bench } = await benches[name]!()
  for (const figure of await bench()) {
    held &&= figure.holds
    console.log(json ? JSON.stringify(figure) : sentenceOf(figure))
  }
}
process.exit(held ? 0 : 1)
