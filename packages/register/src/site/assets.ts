import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the page's build, read once when the register starts. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
}

export interface Assets {
  /** by path below `/assets/` */
  readonly files: ReadonlyMap<string, Asset>
  readonly style: string
  /** address of an island's script */
  script(island: Island): string
  /** address of the script that seals in a thread of its own */
  readonly sealWorker: string
  /** the page as one self-contained file */
  readonly offline: { readonly bytes: Uint8Array<ArrayBuffer>; readonly hash: string }
}

export type Island = 'write' | 'return' | 'verify' | 'proof'

type Manifest = Record<string, { file: string; css?: string[] }>

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

const typeOf = (path: string) => types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'

/** Reads what `npm run build` wrote for packages/page. Fails when it is not there: a site without it is not this site. */
export function loadAssets(folder: string): Assets {
  const web = join(folder, 'web')
  const manifest = JSON.parse(readFileSync(join(web, 'manifest.json'), 'utf8')) as Manifest
  const address = (entry: string) => `/${manifest[entry]!.file}`
  const names = Object.values(manifest).flatMap(({ file, css = [] }) => css.concat(file))
  const files = names.map((name): [string, Asset] => [
    name.replace(/^assets\//, ''),
    { bytes: Uint8Array.from(readFileSync(join(web, name))), type: typeOf(name) },
  ])
  const offline = Uint8Array.from(readFileSync(join(folder, 'offline', 'avow.html')))
  return {
    files: new Map(files),
    style: address('src/styles/avow.css'),
    script: (island) => address(`src/islands/${island}.ts`),
    sealWorker: address('src/islands/seal-worker.ts'),
    offline: { bytes: offline, hash: createHash('sha256').update(offline).digest('hex') },
  }
}
