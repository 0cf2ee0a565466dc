/** Everything that a register keeps, writes down and shows, to look there for what it must not know. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client as Postgres } from 'pg'

/** What was found, and where: the path of a file or page, or the column of a table. */
export type Kept = readonly (readonly [where: string, bytes: Buffer])[]

function filesIn(folder: string): Kept {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    try {
      return entry.isFile() ? [[path, readFileSync(path)] as const] : []
    } catch {
      // A file that went away meanwhile holds nothing.
      return []
    }
  })
}

const bytesOf = (value: unknown): Buffer => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))

/** Every value of every table: a long one is compressed in the files of the database. */
async function valuesIn(database: string): Promise<Kept> {
  const host = readFileSync(join(database, 'postmaster.pid'), 'utf8').split('\n')[4]!
  const postgres = new Postgres({ host, user: 'avow', database: 'postgres' })
  await postgres.connect()
  try {
    const tables = await postgres.query(
      `select table_name from information_schema.tables where table_schema = 'public'`,
    )
    const values: Kept[] = []
    for (const { table_name: table } of tables.rows) {
      const { rows } = await postgres.query(`select * from "${table}"`)
      const columns = rows.flatMap((row) => Object.entries(row))
      values.push(columns.map(([column, value]) => [`${table}.${column}`, bytesOf(value)] as const))
    }
    return values.flat()
  } finally {
    await postgres.end()
  }
}

const pages = [
  '/',
  '/statements',
  '/log',
  '/trust',
  '/return',
  '/log/checkpoint',
  '/api/v1/roster',
  '/api/v1/statements',
]

async function pagesOf(address: string): Promise<Kept> {
  const read = async (page: string) => {
    const answer = await fetch(address + page)
    if (!answer.ok) throw new Error(`${page}: ${answer.status}`)
    return [page, Buffer.from(await answer.arrayBuffer())] as const
  }
  return Promise.all(pages.map(read))
}

/** @param folder of the register @param lines that it has written down */
export async function keptBy(folder: string, address: string, lines: readonly string[] = []): Promise<Kept> {
  const values = await valuesIn(join(folder, 'database'))
  const said = ['a line of its log', Buffer.from(lines.join('\n'))] as const
  return [...filesIn(folder), ...values, ...(await pagesOf(address)), said]
}

/** The middle of a text in base64, which begins anywhere in what is encoded. */
function base64Of(text: string, before: number): string {
  const encoded = Buffer.from('\0'.repeat(before) + text)
    .toString('base64')
    .replace(/=+$/, '')
  return encoded.slice(Math.ceil((before * 4) / 3), -1)
}

/** A text as it is, and as it stands in JSON, HTML, hex and base64. */
const formsOf = (text: string): string[] => [
  text,
  text.replaceAll('"', '\\"'),
  text.replaceAll('"', '&quot;'),
  Buffer.from(text).toString('hex'),
  ...[0, 1, 2].map((before) => base64Of(text, before)),
]

/** Where a text stands. */
export function placesOf(kept: Kept, text: string): string[] {
  const forms = formsOf(text)
  return kept.filter(([, bytes]) => forms.some((form) => bytes.includes(form))).map(([where]) => where)
}
