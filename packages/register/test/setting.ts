/** What a register needs around it, for tests: trustees' keys, a witness, envelopes, and the register as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Condition,
  type Roster,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  parseBody,
  publicKeyOf,
  seal,
  sign,
} from '@avow/core'
import { createInterface } from 'node:readline'

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export interface TestTrustee {
  readonly seed: Uint8Array
  readonly identity: string
  readonly listed: { readonly name: string; readonly key: string; readonly recipient: string }
}

export async function makeTrustees(count: number): Promise<TestTrustee[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const [seed, identity] = [seedOf(at + 1), await generateHybridIdentity()]
      const recipient = await identityToRecipient(identity)
      return { seed, identity, listed: { name: `trustee ${at + 1}`, key: publicKeyOf(seed), recipient } }
    }),
  )
}

/** How a witness of which nobody should believe anything answers. */
export type Lie =
  | 'wrong signature'
  | 'signature on an older checkpoint'
  | 'signature on another root'
  | 'signature by a key that nobody knows'
  | 'no answer'
  | 'an answer without end'
  | 'no text'
  | 'a size that it never saw'
  | 'a size that is none'

export interface TestWitness {
  readonly listed: { readonly name: string; readonly vkey: string; readonly url: string }
  /** Seconds by which its clock is ahead. */
  ahead: number
  /** Answers nothing while false. */
  isThere: boolean
  lie: Lie | undefined
  /** Every checkpoint that it was shown, in order. */
  readonly seen: { readonly size: number; readonly root: string; readonly note: string }[]
  close(): void
}

/**
 * A witness that follows C2SP tlog-witness as far as a log notices: it remembers sizes and answers 409, and keeps
 * everything that it was shown for the test to check.
 */
export async function startWitness(name: string, byte: number): Promise<TestWitness> {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seedOf(byte)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const material = Buffer.concat([
    Uint8Array.of(4),
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
  ])
  const keyId = createHash('sha256').update(`${name}\n`).update(material).digest().subarray(0, 4)
  const vkey = `${name}+${keyId.toString('hex')}+${material.toString('base64')}`
  let size = 0
  const lineOf = (text: string, by = keyId): string => {
    const time = Math.floor(Date.now() / 1000) + witness.ahead
    const stamp = Buffer.alloc(8)
    stamp.writeBigUInt64BE(BigInt(time))
    const signature = signBytes(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key)
    return `— ${name} ${Buffer.concat([by, stamp, signature]).toString('base64')}\n`
  }
  const lies: Readonly<Record<Lie, (text: string, response: ServerResponse) => unknown>> = {
    'wrong signature': (text, response) => response.end(lineOf(`${text}and more\n`)),
    'signature on an older checkpoint': (_text, response) =>
      response.end(lineOf(witness.seen[0]?.note.split('\n\n')[0] ?? '')),
    'signature on another root': (text, response) => {
      const [origin, size] = text.split('\n')
      response.end(lineOf(`${origin}\n${size}\n${Buffer.alloc(32, 7).toString('base64')}\n`))
    },
    'signature by a key that nobody knows': (text, response) =>
      response.end(lineOf(text, Buffer.from('none'))),
    'no answer': () => {},
    'an answer without end': (text, response) => {
      const more = () => {
        while (!response.destroyed && response.write(lineOf(text, Buffer.from('none'))));
      }
      response.on('drain', more)
      more()
    },
    'no text': (_text, response) => response.end(Buffer.from([0xff, 0xfe, 0x0a])),
    'a size that it never saw': (_text, response) =>
      response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${2 ** 40}\n`),
    'a size that is none': (_text, response) => response.writeHead(409).end('-1\n'),
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (!witness.isThere) return void response.destroy()
    const [head, ...rest] = Buffer.concat(parts).toString().split('\n\n')
    const note = rest.join('\n\n')
    const [, sizeLine, root] = note.split('\n')
    const text = note.slice(0, note.indexOf('\n\n') + 1)
    if (witness.lie) return void lies[witness.lie](text, response)
    if (head!.split('\n')[0] !== `old ${size}`) {
      response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${size}\n`)
      return
    }
    size = Number(sizeLine)
    witness.seen.push({ size, root: root!, note })
    response.end(lineOf(text))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const witness: TestWitness = {
    listed: { name, vkey, url: `http://127.0.0.1:${port}` },
    ahead: 0,
    isThere: true,
    lie: undefined,
    seen: [],
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return witness
}

export interface Setting {
  readonly folder: string
  readonly trustees: readonly TestTrustee[]
  readonly witness: TestWitness
  /** Environment of a register in this setting. */
  readonly environment: Readonly<Record<string, string>>
  close(): void
}

export async function makeSetting(more: Readonly<Record<string, string>> = {}): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  const trustees = await makeTrustees(3)
  const witness = await startWitness('witness.test', 90)
  const files = { trustees: join(folder, 'trustees.json'), witnesses: join(folder, 'witnesses.json') }
  writeFileSync(files.trustees, JSON.stringify(trustees.map(({ listed }) => listed)))
  writeFileSync(files.witnesses, JSON.stringify([witness.listed]))
  const environment = {
    AVOW_STATE: join(folder, 'register'),
    AVOW_PORT: '0',
    AVOW_TRUSTEES: files.trustees,
    AVOW_WITNESSES: files.witnesses,
    AVOW_THRESHOLD: '2',
    AVOW_RESERVE_MB: '1',
    AVOW_RATE_ENTRIES: '0',
    ...more,
  }
  return {
    folder,
    trustees,
    witness,
    environment,
    close() {
      witness.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

export interface RegisterProcess {
  readonly address: string
  readonly child: ChildProcess
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>
  stop(): Promise<number | null>
}

const main = join(import.meta.dirname, '../src/main.ts')

/** Runs `main.ts` as it is run in the field, and waits for its line. Ends with this process, however that ends. */
export async function startRegister(
  environment: Readonly<Record<string, string>>,
  onStderr: (line: string) => void = () => {},
): Promise<RegisterProcess> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], AVOW_PARENT_PIPE: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line)
    onStderr(line)
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([once(lines, 'line').then(([text]) => text as string), ended])
  if (typeof line !== 'string') throw new Error(`the register ended with ${line}: ${errors.join('\n')}`)
  return {
    address: (JSON.parse(line) as { address: string }).address,
    child,
    ended,
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** A small statement, sealed for a roster. */
export async function sealOne(
  roster: Roster,
  condition: Condition = { type: 'word' },
  text = 'I will not serve it any longer.',
  more: { isForDesk?: boolean; dateLock?: boolean } = {},
) {
  const entropy = generateEntropy()
  const statement = createStatement({
    kind: 'resignation',
    title: 'I leave',
    language: 'en',
    body: parseBody(text),
    declarant: { as: 'role', name: 'a clerk' },
    institutions: [{ name: 'The House' }],
  })
  const sealed = await seal({ statement, condition, roster, entropy, ...more })
  return { ...sealed, keys: deriveKeys(entropy), source: statement }
}

/**
 * An envelope that a register must take, and that nobody can open: its payload is that of another author. The shares
 * are those in the notes of `whole`.
 */
export async function sealBroken(roster: Roster) {
  const [whole, other] = await Promise.all([sealOne(roster, { type: 'now' }), sealOne(roster)])
  const { signature: _, ...own } = { ...whole.envelope, payload: other.envelope.payload }
  const signature = sign('avow/envelope-signature/v1', whole.keys.seed, encodeCanonical(own))
  const { notes } = decodeEnvelope(whole.file)
  const { payload } = decodeEnvelope(other.file)
  const file = encodeEnvelope({ envelope: { ...own, signature }, payload, notes })
  return { whole, file, statement: decodeEnvelope(file).statement }
}
