/**
 * Deposits over HTTP, acknowledged durably, with the embedded default on this machine.
 *
 * Trustees are left out: in the field they run on other machines, and opening three notes for each deposit
 * would measure their post-quantum decryption and not the register. The envelopes are real ones of a 4 KB
 * statement; each has its own author and signature and shares its sealed members with the others, because a
 * register cannot look into those and making them anew would take longer than the measurement.
 */
import { Agent, request } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Network, startNetwork } from '@avow/cli/network'
import { decodeRoster } from '@avow/core'
import { type InParts, checksPerSecond, envelopesOf } from './envelopes.ts'
import { type Figure, figureOf, median } from './figure.ts'
import { processorSecondsOf } from './processor-time.ts'

const count = 12_000
const warming = 1000
const connections = 128

/** Sends one deposit and gives the milliseconds until the register has acknowledged it. */
function deposit(address: string, agent: Agent, [own, common]: InParts): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${address}/api/v1/deposits`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/octet-stream', 'content-length': own.length + common.length },
      },
      (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 201
            ? resolve(performance.now() - start)
            : reject(new Error(`the register answered ${answer.statusCode}`)),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.write(own)
    outgoing.end(common)
  })
}

/** Files of the same size made durable one after the other, the way that needs no thought: the limit to beat. */
async function singleFilesPerSecond(folder: string, file: Uint8Array): Promise<number> {
  await mkdir(folder, { recursive: true })
  const start = performance.now()
  let written = 0
  for (; performance.now() - start < 2000; written += 1) {
    const handle = await open(join(folder, String(written)), 'wx')
    await handle.writeFile(file)
    await handle.sync()
    await handle.close()
  }
  return (written * 1000) / (performance.now() - start)
}

/** Deposits all files over a few connections; gives each one's wait in milliseconds and the rate. */
async function depositAll(address: string, files: readonly InParts[]) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const waits: number[] = []
  const left = files.values()
  const start = performance.now()
  const worker = async () => {
    for (const file of left) waits.push(await deposit(address, agent, file))
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const rate = (files.length * 1000) / (performance.now() - start)
  agent.destroy()
  return { waits: waits.sort((a, b) => a - b), rate }
}

async function rosterOf(address: string) {
  const answer = await fetch(`${address}/api/v1/roster`)
  return decodeRoster(new Uint8Array(await answer.arrayBuffer()))
}

/** Milliseconds of processor time a deposit: of the register itself, of its database, and of the program that deposits. */
async function timing<T>(network: Network, deposits: number, work: () => Promise<T>) {
  const pid = network.processes().find(({ name }) => name === 'register')!.pid
  const [before, mine] = [processorSecondsOf(pid), process.cpuUsage()]
  const result = await work()
  const [after, used] = [processorSecondsOf(pid), process.cpuUsage(mine)]
  const each = (seconds: number) => (seconds * 1000) / deposits
  return {
    result,
    register: each(after.own - before.own),
    database: each(after.below - before.below),
    sender: each((used.user + used.system) / 1_000_000),
  }
}

async function measure(network: Network, folder: string): Promise<Figure[]> {
  const files = await envelopesOf(await rosterOf(network.address), 4096, warming + count)
  await depositAll(network.address, files.slice(0, warming))
  const { result, register, database, sender } = await timing(network, count, () =>
    depositAll(network.address, files.slice(warming)),
  )
  const whole = Buffer.concat(files[0]!)
  const checks = checksPerSecond(whole)
  const rate = { name: 'deposits of 4 KB acknowledged durably', value: result.rate, unit: '1/s' }
  const each = { name: 'processor time of the register for a deposit', value: register, unit: 'ms' }
  const aim = { atLeast: 500 }
  // One thread that is to do 500 a second has this long for each.
  const thread = { atMost: 2 }
  return [
    figureOf({ ...rate, against: 'checks of such a file on one core', againstValue: checks, aim }),
    figureOf({
      ...rate,
      against: 'files of that size synced one by one',
      againstValue: await singleFilesPerSecond(join(folder, 'files'), whole),
      aim,
    }),
    figureOf({ ...each, against: 'one check of such a file', againstValue: 1000 / checks, aim: thread }),
    figureOf({
      ...each,
      against: "its database's and the sender's",
      againstValue: database + sender,
      aim: thread,
    }),
    figureOf({
      name: 'wait for a deposit, median',
      value: median(result.waits),
      unit: 'ms',
      against: 'the wait at the 99th percentile',
      againstValue: result.waits[Math.floor(result.waits.length * 0.99)]!,
      aim: { atMost: 1000 },
    }),
  ]
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-'))
  try {
    const network = await startNetwork({
      folder: join(folder, 'state'),
      port: 0,
      idleTrustees: true,
      // How fast a register can be, and not how fast its rate lets it be.
      env: { AVOW_RATE_ENTRIES: '0' },
    })
    return await measure(network, folder).finally(() => network.stop())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
