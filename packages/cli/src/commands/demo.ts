/** `avow demo`: one text all the way, on a network that is made for it and ended again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Statement } from '@avow/core'
import { type Call, type Options, command } from '../command.ts'
import {
  type Way,
  depositStep,
  flipsStep,
  heldStep,
  offlineStep,
  openedStep,
  proofStep,
  publishedStep,
  releasedStep,
  sealStep,
  tooFewStep,
  wordStep,
} from '../demo/way.ts'
import { type Steps, createSteps } from '../demo/steps.ts'
import { fail } from '../error.ts'
import { checkIsNew, readFile } from '../io/files.ts'
import { type Network, startNetwork } from '../network.ts'
import { wholeNumber } from '../options.ts'
import { bodyOf, guessLanguage, guessTitle, isVerbatim, makeStatement, readText } from '../statement-input.ts'
import { t } from '../translate.ts'

const options = {
  title: { type: 'string', value: 'TEXT', about: 'demo.option.title' },
  language: { type: 'string', value: 'TAG', about: 'demo.option.language' },
  institution: { type: 'string', value: 'NAME', about: 'demo.option.institution' },
  trustees: { type: 'string', value: 'NUMBER', about: 'start.option.trustees' },
  threshold: { type: 'string', value: 'NUMBER', about: 'start.option.threshold' },
  out: { type: 'string', short: 'o', value: 'FILE', about: 'demo.option.out' },
  flips: { type: 'string', value: 'NUMBER', about: 'demo.option.flips' },
} as const satisfies Options

type Given = Call<typeof options>['options']

function statementOf(file: string, bytes: Uint8Array, given: Given): Statement {
  const text = readText(bytes)
  return makeStatement({
    kind: 'testimony',
    title: given.title ?? guessTitle(text),
    language: given.language ?? guessLanguage(file, text),
    body: bodyOf(text),
    declarant: { as: 'nobody' },
    institutions: [{ name: given.institution ?? t('demo.institution') }],
  })
}

function networkStep(steps: Steps, folder: string, given: Given, signal: AbortSignal): Promise<Network> {
  const trustees = wholeNumber('trustees', given.trustees, { least: 2, most: 32, otherwise: 3 })
  const threshold = wholeNumber('threshold', given.threshold, { least: 2, most: trustees, otherwise: 0 })
  return steps.show('network', async () => {
    const size = { trustees, ...(threshold ? { threshold } : {}) }
    const network = await startNetwork({ folder, port: 0, signal, ...size })
    const pids = network.processes().map(({ pid }) => pid)
    const said = { address: network.address, trustees, processes: pids.length }
    return { value: network, said, more: { folder, pids } }
  })
}

/** Everything that needs the network. */
async function online(steps: Steps, network: Network, statement: Statement, path: string): Promise<Way> {
  const way = await sealStep(steps, network, statement)
  await depositStep(way)
  await heldStep(way)
  await tooFewStep(way)
  await wordStep(way)
  const releases = await releasedStep(way)
  await openedStep(way, releases)
  await publishedStep(way)
  await proofStep(way, path)
  return way
}

/** A network for the time of `work`; ended and removed afterwards, also when somebody interrupts. */
async function withNetwork<T>(
  steps: Steps,
  given: Given,
  work: (network: Network) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-demo-network-'))
  const interrupted = Promise.withResolvers<never>()
  const asked = new AbortController()
  const interrupt = () => {
    asked.abort()
    interrupted.reject(fail('interrupted'))
  }
  // While the network starts nobody waits for this.
  interrupted.promise.catch(() => {})
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt)
  try {
    const network = await networkStep(steps, folder, given, asked.signal)
    try {
      return await Promise.race([work(network), interrupted.promise])
    } finally {
      await network.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt)
  }
}

/** Where the proof bundle goes when nobody says: a folder of its own, which stays. */
function placeForProof(out: string | undefined, file: string): string {
  if (out === undefined) return join(mkdtempSync(join(tmpdir(), 'avow-demo-')), `${basename(file)}.avowproof`)
  checkIsNew(out)
  return out
}

const flipsOf = (text: string | undefined): number =>
  text === 'all'
    ? Number.POSITIVE_INFINITY
    : wholeNumber('flips', text, { least: 1, most: 100_000_000, otherwise: 200 })

export default command({
  summary: 'demo.summary',
  about: 'demo.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.txt',
    'letter.ar.txt --json',
    'letter.txt --trustees 5 --threshold 3 --out letter.avowproof',
  ],
  async run({ arguments: [file], options: given, output }) {
    const start = performance.now()
    const count = flipsOf(given.flips)
    const bytes = readFile(file!)
    const statement = statementOf(file!, bytes, given)
    const path = placeForProof(given.out, file!)
    if (!isVerbatim(statement, bytes)) output.note(t('seal.tidied'))
    const steps = createSteps(output)
    const way = await withNetwork(steps, given, (network) => online(steps, network, statement, path))
    const proof = await offlineStep(way, path)
    await flipsStep(way, proof, count)
    const seconds = Math.round(performance.now() - start) / 1000
    const values = { holds: true, steps: steps.count(), seconds, file: path }
    output.say(t('demo.done', { steps: steps.count(), seconds: seconds.toFixed(2), file: path }), values)
    return 0
  },
})
