/** Records in which order files are synced and get their names, while all of it happens as ever. For `vi.mock`. */
import type { MakeDirectoryOptions, NoParamCallback, PathLike, Stats } from 'node:fs'
import { dirname } from 'node:path'

/** Files and folders by their inode. */
export type Call =
  /** Of what had been written when it was asked for; noted when it was done. */
  | { readonly what: 'sync'; readonly file: number; readonly size: number }
  | {
      readonly what: 'name'
      readonly path: string
      readonly file: number
      readonly size: number
      readonly isFolder: boolean
      readonly folder: number
    }

/** What was called; and of what kind the files are that cannot be synced. */
export const disk = {
  calls: [] as Call[],
  failing: undefined as 'file' | 'folder' | undefined,
}

// Not by `import`, which would give what is made of it here.
const fs = process.getBuiltinModule('node:fs')

function check(stat: Stats): void {
  if (disk.failing !== (stat.isDirectory() ? 'folder' : 'file')) return
  throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
}

const noteSync = ({ ino: file, size }: Stats): unknown => disk.calls.push({ what: 'sync', file, size })

function noteName(path: string): void {
  const stat = fs.lstatSync(path)
  const { ino: folder } = fs.statSync(dirname(path))
  disk.calls.push({
    what: 'name',
    path,
    file: stat.ino,
    size: stat.size,
    isFolder: stat.isDirectory(),
    folder,
  })
}

/** The folder and those above it that are not there, the outermost first. */
const missingOf = (path: string): string[] => (fs.existsSync(path) ? [] : [...missingOf(dirname(path)), path])

/** Instead of `node:fs`. */
export const recordedFs = {
  ...fs,
  fsync(descriptor: number, done: NoParamCallback): void {
    const stat = fs.fstatSync(descriptor)
    fs.fsync(descriptor, (error) => {
      try {
        check(stat)
        if (!error) noteSync(stat)
        done(error)
      } catch (cause) {
        done(cause as Error)
      }
    })
  },
  renameSync(from: string, to: string): void {
    fs.renameSync(from, to)
    noteName(to)
  },
  linkSync(from: string, to: string): void {
    fs.linkSync(from, to)
    noteName(to)
  },
  mkdirSync(path: string, options: MakeDirectoryOptions): void {
    const missing = missingOf(path)
    fs.mkdirSync(path, options)
    missing.forEach(noteName)
  },
}

/** Instead of `node:fs/promises`. */
export const recordedPromises = {
  ...fs.promises,
  async open(path: PathLike, flags?: string, mode?: number) {
    const handle = await fs.promises.open(path, flags, mode)
    const sync = handle.sync.bind(handle)
    handle.sync = async () => {
      const stat = await handle.stat()
      await sync()
      check(stat)
      noteSync(stat)
    }
    return handle
  },
  async link(from: string, to: string): Promise<void> {
    await fs.promises.link(from, to)
    noteName(to)
  },
  async mkdir(path: string, options: MakeDirectoryOptions): Promise<void> {
    const missing = missingOf(path)
    await fs.promises.mkdir(path, options)
    missing.forEach(noteName)
  },
}
