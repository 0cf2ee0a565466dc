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
import { startNetwork } from '@avow/cli/network'
import { decodeEnvelope, decodeRoster } from '@avow/core'
import { type InParts, envelopesOf } from './envelopes.ts'
import { type Figure, figureOf, median } from './figure.ts'

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

/** What one core checks of such files a second: every hash and the author's signature. No register can leave that out. */
function checksPerSecond(file: Uint8Array): number {
  const start = performance.now()
  let checked = 0
  for (; performance.now() - start < 2000; checked += 1) decodeEnvelope(file)
  return (checked * 1000) / (performance.now() - start)
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

async function measure(folder: string): Promise<Figure[]> {
  const network = await startNetwork({ folder: join(folder, 'state'), port: 0, idleTrustees: true })
  try {
    const files = await envelopesOf(await rosterOf(network.address), 4096, warming + count)
    await depositAll(network.address, files.slice(0, warming))
    const { waits, rate } = await depositAll(network.address, files.slice(warming))
    const whole = Buffer.concat(files[0]!)
    const single = await singleFilesPerSecond(join(folder, 'files'), whole)
    const aim = { atLeast: 500 }
    return [
      figureOf({
        name: 'deposits of 4 KB acknowledged durably',
        value: rate,
        unit: '1/s',
        against: 'checks of such a file on one core that does nothing else',
        againstValue: checksPerSecond(whole),
        aim,
      }),
      figureOf({
        name: 'deposits of 4 KB acknowledged durably',
        value: rate,
        unit: '1/s',
        against: 'files of that size synced one by one',
        againstValue: single,
        aim,
      }),
      figureOf({
        name: 'wait for a deposit, median',
        value: median(waits),
        unit: 'ms',
        against: 'the wait at the 99th percentile',
        againstValue: waits[Math.floor(waits.length * 0.99)]!,
        aim: { atMost: 1000 },
      }),
    ]
  } finally {
    await network.stop()
  }
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-'))
  try {
    return await measure(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
