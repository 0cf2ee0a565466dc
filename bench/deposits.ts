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
import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNetwork } from '@avow/cli/network'
import { type Figure, figureOf, median } from './figure.ts'
import { envelopesOf } from './envelopes.ts'

const seconds = 15
const connections = 128

/** Sends one deposit and gives the milliseconds until the register has acknowledged it. */
function deposit(address: string, agent: Agent, file: Uint8Array): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${address}/api/v1/deposits`,
      { method: 'POST', agent, headers: { 'content-type': 'application/octet-stream', 'content-length': file.length } },
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
    outgoing.end(file)
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
  return written / ((performance.now() - start) / 1000)
}

/** What one core hashes of such files a second: no register that checks what it takes can be faster. */
function hashesPerSecond(file: Uint8Array): number {
  const start = performance.now()
  let hashed = 0
  for (; performance.now() - start < 1000; hashed += 1) createHash('sha256').update(file).digest()
  return hashed / ((performance.now() - start) / 1000)
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-'))
  const network = await startNetwork({ folder: join(folder, 'state'), port: 0, idleTrustees: true })
  try {
    const roster = await (await fetch(`${network.address}/api/v1/roster`)).bytes()
    const files = await envelopesOf(roster, 4096, seconds * 1500)
    const waits: number[] = []
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const start = performance.now()
    const end = start + seconds * 1000
    let next = 0
    const worker = async () => {
      while (performance.now() < end && next < files.length)
        waits.push(await deposit(network.address, agent, files[next++]!))
    }
    await Promise.all(Array.from({ length: connections }, worker))
    const rate = waits.length / ((performance.now() - start) / 1000)
    agent.destroy()
    const single = await singleFilesPerSecond(join(folder, 'files'), files[0]!)
    const hashes = hashesPerSecond(files[0]!)
    const p99 = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)]!
    return [
      figureOf({ name: 'deposits acknowledged durably', value: rate, unit: '1/s', against: 'files of that size synced one by one', againstValue: single, aim: { atLeast: 500 } }),
      figureOf({ name: 'deposits against hashing alone', value: rate, unit: '1/s', against: 'SHA-256 of such a file on one core', againstValue: hashes, aim: { atLeast: 500 } }),
      figureOf({ name: 'deposit, wait at the median', value: median(waits), unit: 'ms', against: 'wait at the 99th percentile', againstValue: p99, aim: { atMost: 1000 } }),
    ]
  } finally {
    await network.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
