/**
 * `npm run simulate -- [--seeds N] [--from S] [--ceremonies] [--json]`: a whole network in one process lives through N histories, each from a
 * seed; or `--seed S`: lives through one and prints what happened. Exit code 0 only if everything held.
 */
import { parseArgs } from 'node:util'
import { type Simulated, faultKinds, runCeremony, runHistory, simulate } from '@avow/testkit/simulation'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    ceremonies: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  console.error(`--${name} takes a whole number, such as --${name} 1000`)
  process.exit(2)
}

/** A count as it is read: 1,234,567. */
const shown = (count: number): string => Math.round(count).toLocaleString('en')

function print(simulated: Simulated): void {
  const { histories, whole, steps, years, published, together, keys, faults, violations } = simulated
  console.log(`${shown(histories)} histories, ${shown(whole)} of them whole`)
  console.log(`${shown(steps)} steps, ${years.toFixed(1)} virtual years`)
  console.log(
    `${shown(published)} statements published, each proof verified; ${shown(together)} had waited for others`,
  )
  console.log(`${shown(keys)} institution keys came into use`)
  for (const kind of faultKinds) console.log(`${shown(faults[kind]).padStart(13)}  ${kind}`)
  for (const { seed, invariant, what } of violations) console.log(`seed ${seed}: ${invariant}: ${what}`)
  console.log(`${violations.length} violations`)
}

/** @returns whether everything held */
async function replay(seed: number): Promise<boolean> {
  const { lines, hash, violations, steps } = await (values.ceremonies ? runCeremony : runHistory)({
    seed,
    lines: true,
  })
  if (values.json) console.log(JSON.stringify({ seed, steps, hash, violations, lines }))
  else console.log(`${lines.join('\n')}\n${steps} steps, ${violations.length} violations, hash ${hash}`)
  return violations.length === 0
}

/** @returns whether everything held */
async function run(): Promise<boolean> {
  const seeds = wholeNumber('seeds', values.seeds)
  const told = Math.max(50, Math.floor(seeds / 20))
  const simulated = await simulate({
    from: wholeNumber('from', values.from),
    seeds,
    ceremonies: values.ceremonies,
    onHistory({ seed, violations }, { histories }) {
      if (violations.length > 0) console.error(`seed ${seed}: ${violations[0]!.invariant}`)
      if (histories % told === 0) console.error(`${shown(histories)} of ${shown(seeds)}`)
    },
  })
  if (values.json) console.log(JSON.stringify(simulated))
  else print(simulated)
  return simulated.violations.length === 0
}

const held = values.seed === undefined ? await run() : await replay(wholeNumber('seed', values.seed))
process.exit(held ? 0 : 1)
