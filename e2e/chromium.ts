/**
 * The Chromium that comes with `npm ci`, unpacked once below node_modules/.cache.
 *
 * The package's own launcher unpacks into /tmp for all users of a machine and needs flags that switch web security
 * off; its compressed files need neither. Programs that start at the same time each unpack into a folder of their
 * own, and the first to finish gives its folder the final name.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { writeFontsConfiguration } from './fonts.ts'

const unbrotli = promisify(brotliDecompress)
const packageRoot = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
const { version } = createRequire(import.meta.url)(join(packageRoot, 'package.json')) as { version: string }
const cache = fileURLToPath(new URL('../node_modules/.cache/avow/', import.meta.url))

export interface Chromium {
  readonly executable: string
  /** What its process must be told to find its libraries and fonts on a machine that has neither. */
  readonly env: Readonly<Record<string, string>>
}

/** Regular files of a ustar archive, by path. These archives hold short names and no links. */
function* filesOf(tar: Buffer): Generator<readonly [path: string, data: Buffer]> {
  for (let offset = 0; tar[offset] !== undefined && tar[offset] !== 0;) {
    const field = (at: number, length: number) =>
      tar.toString('latin1', offset + at, offset + at + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    const data = tar.subarray(offset + 512, offset + 512 + size)
    if ('0\0'.includes(tar.toString('latin1', offset + 156, offset + 157))) yield [field(0, 100), data]
    offset += 512 + Math.ceil(size / 512) * 512
  }
}

const member = async (name: string): Promise<Buffer> =>
  unbrotli(await readFile(join(packageRoot, 'bin', name)))

/** Executable, because these are programs and libraries; fonts do not mind. */
async function write(path: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, data, { mode: 0o755 })
}

async function unpackInto(folder: string): Promise<void> {
  await write(join(folder, 'chromium'), await member('chromium.br'))
  // Libraries and drawing stand beside the program, where it looks for them, and below lib/.
  for (const archive of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br'])
    for (const [path, data] of filesOf(await member(archive))) await write(join(folder, path), data)
}

/** Gives `folder` its name, unless another process was first. */
async function settle(made: string, folder: string): Promise<void> {
  try {
    await rename(made, folder)
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/** Unpacks it when that has not been done, and says how to start it. Needs Linux on x64. */
export async function unpackChromium(): Promise<Chromium> {
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const made = await mkdtemp(join(cache, 'unpacking-'))
    await unpackInto(made)
    await settle(made, folder)
  }
  return {
    executable: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: await writeFontsConfiguration(cache, join(folder, 'fonts')),
    },
  }
}
