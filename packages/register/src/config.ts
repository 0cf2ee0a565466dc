/** Environment to typed configuration (docs/operating/register.md, "Settings"). */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Authority, type Roster, type VouchingKey, checkAuthority, vouchingKeySchema } from '@avow/core'
import * as z from 'zod'
import { RegisterError } from './error.ts'
import type { Rate } from './sequencer/rate.ts'
import type { S3Options } from './storage/s3.ts'

type Trustee = Roster['trustees'][number]
export type Witness = Roster['witnesses'][number] & { readonly url: string }

export interface Config {
  /** Folder for keys, blobs and the embedded database; absolute. */
  readonly state: string
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** Origin of the log. */
  readonly origin: string
  /** Undefined for the embedded database. */
  readonly databaseUrl: string | undefined
  readonly trustees: readonly Trustee[]
  readonly witnesses: readonly Witness[]
  readonly quorum: number
  readonly threshold: number
  /** age recipients of the desk. */
  readonly desk: readonly string[]
  /** Folder of the built pages; absolute. */
  readonly pageFolder: string
  /** Milliseconds after which an unchanged log is cosigned afresh. */
  readonly cosignPeriod: number
  /** Where blobs are kept; undefined for the state folder. */
  readonly s3: S3Options | undefined
  /** Undefined when the log grows as acts come. */
  readonly rate: Rate | undefined
  /** Bytes that stay free on the disk for what has been accepted; deposits are refused before it is used up. */
  readonly reserve: number
  /** Server of the drand network that is asked for the signatures of rounds; undefined when none is. */
  readonly drandUrl: string | undefined
  /** Bits of work that a posted request needs. */
  readonly work: number
  /** By which the desk vouches for authors; undefined where it does not. */
  readonly vouching: VouchingKey | undefined
  /** The list in which authors look institutions up. */
  readonly institutions: Authority | undefined
  /** End when stdin closes: whoever started this process is gone. */
  readonly parentPipe: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const defaultPages = join(dirname(fileURLToPath(import.meta.url)), '../../page/build')

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))

const environmentSchema = z.object({
  AVOW_STATE: z.string().min(1).default('state/register'),
  AVOW_HOST: z.string().min(1).default('127.0.0.1'),
  AVOW_PORT: wholeNumber(0, 65_535).default(8440),
  AVOW_ORIGIN: z
    .string()
    .regex(/^[^\s+]{1,200}$/)
    .default('avow.localhost'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  AVOW_TRUSTEES: z.string().min(1).optional(),
  AVOW_WITNESSES: z.string().min(1).optional(),
  AVOW_QUORUM: wholeNumber(0, 32).optional(),
  AVOW_THRESHOLD: wholeNumber(2, 32).optional(),
  AVOW_DESK: z.string().min(1).optional(),
  AVOW_PAGE: z.string().min(1).default(defaultPages),
  AVOW_COSIGN_MS: wholeNumber(100, 3_600_000).default(10_000),
  AVOW_S3_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//)
    .optional(),
  AVOW_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{2,62}$/)
    .optional(),
  AVOW_S3_REGION: z.string().min(1).default('us-east-1'),
  AVOW_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  AVOW_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AVOW_RATE_PERIOD_MS: wholeNumber(50, 3_600_000).default(2000),
  AVOW_RATE_ENTRIES: wholeNumber(0, 1024).default(4),
  AVOW_RATE_MOST_WAIT_S: wholeNumber(1, 86_400).default(3600),
  AVOW_RESERVE_MB: wholeNumber(0, 100_000_000).default(256),
  AVOW_DRAND_URL: z
    .string()
    .regex(/^https?:\/\//)
    .optional(),
  AVOW_WORK_BITS: wholeNumber(0, 40).default(20),
  AVOW_VOUCHING: z.string().min(1).optional(),
  AVOW_INSTITUTIONS: z.string().min(1).optional(),
  AVOW_PARENT_PIPE: z.enum(['0', '1']).default('0'),
})

const invalid = (setting: string, reason: string): RegisterError =>
  new RegisterError('config_invalid', `${setting} ${reason}`, { setting })

/** An empty value counts as none, so that a setting can be switched off in a shell. */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

function readEnvironment(environment: Environment): z.infer<typeof environmentSchema> {
  const result = environmentSchema.safeParse(withoutEmpty(environment))
  if (result.success) return result.data
  throw invalid(String(result.error.issues[0]?.path[0]), 'does not have a value that is allowed')
}

const witnessesSchema = z.array(
  z.custom<Witness>((value) => {
    const one = value as Partial<Witness> | null
    return [one?.name, one?.vkey, one?.url].every((member) => typeof member === 'string')
  }),
)
const trusteesSchema = z.array(
  z.custom<Trustee>((value) => {
    const one = value as Partial<Trustee> | null
    return [one?.name, one?.key, one?.recipient].every((member) => typeof member === 'string')
  }),
)

/** Reads a JSON file that a setting names. */
function readJson<T>(setting: string, path: string, check: (value: unknown) => T): T {
  try {
    return check(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const isMissing = cause instanceof Error && 'errno' in cause
    throw invalid(
      setting,
      isMissing ? 'names a file that cannot be read' : 'names a file that is not as it must be',
    )
  }
}

/** As `avow desk vouching-key` writes it. */
const vouchingFile = z.strictObject({
  vouching: z.custom<VouchingKey>((value) => vouchingKeySchema.safeParse(value).success),
})
const vouchingIn = (value: unknown): VouchingKey => vouchingFile.parse(value).vouching

/** That the members are those of a roster is checked when the roster is made. */
const readList = <T>(setting: string, path: string | undefined, schema: z.ZodType<T[]>): T[] =>
  path === undefined ? [] : readJson(setting, path, (value) => schema.parse(value))

const majorityOf = (count: number): number => Math.max(2, Math.floor(count / 2) + 1)

/** Numbers that depend on each other are checked here, so that a mistake is named by its setting. */
function checkCounts(config: Config): Config {
  if (config.trustees.length === 1 || config.trustees.length > rosterLimit)
    throw invalid('AVOW_TRUSTEES', 'must name 2 to 32 trustees')
  if (config.trustees.length > 0 && config.threshold > config.trustees.length)
    throw invalid('AVOW_THRESHOLD', 'is larger than the number of trustees')
  if (config.quorum > config.witnesses.length)
    throw invalid('AVOW_QUORUM', 'is larger than the number of witnesses')
  return config
}

const rosterLimit = 32

/** An object store is named by all of its settings, or by none. */
function s3Of(read: z.infer<typeof environmentSchema>): S3Options | undefined {
  const needed = {
    AVOW_S3_ENDPOINT: read.AVOW_S3_ENDPOINT,
    AVOW_S3_BUCKET: read.AVOW_S3_BUCKET,
    AVOW_S3_ACCESS_KEY_ID: read.AVOW_S3_ACCESS_KEY_ID,
    AVOW_S3_SECRET_ACCESS_KEY: read.AVOW_S3_SECRET_ACCESS_KEY,
  }
  const missing = Object.entries(needed).filter(([, value]) => value === undefined)
  if (missing.length === Object.keys(needed).length) return undefined
  if (missing[0]) throw invalid(missing[0][0], 'is needed too for an object store')
  return {
    endpoint: read.AVOW_S3_ENDPOINT!,
    bucket: read.AVOW_S3_BUCKET!,
    region: read.AVOW_S3_REGION,
    accessKeyId: read.AVOW_S3_ACCESS_KEY_ID!,
    secretAccessKey: read.AVOW_S3_SECRET_ACCESS_KEY!,
  }
}

function rateOf(read: z.infer<typeof environmentSchema>): Rate | undefined {
  const { AVOW_RATE_PERIOD_MS: period, AVOW_RATE_ENTRIES: entries, AVOW_RATE_MOST_WAIT_S: most } = read
  return entries === 0
    ? undefined
    : { period, entries, periods: Math.max(1, Math.floor((most * 1000) / period)) }
}

/** @throws RegisterError `config_invalid` with the setting's name in `details.setting`. */
export function readConfig(environment: Environment): Config {
  const read = readEnvironment(environment)
  const trustees = readList('AVOW_TRUSTEES', read.AVOW_TRUSTEES, trusteesSchema)
  const witnesses = readList('AVOW_WITNESSES', read.AVOW_WITNESSES, witnessesSchema)
  const { AVOW_INSTITUTIONS: list, AVOW_VOUCHING: key } = read
  return checkCounts({
    state: resolve(read.AVOW_STATE),
    host: read.AVOW_HOST,
    port: read.AVOW_PORT,
    origin: read.AVOW_ORIGIN,
    databaseUrl: read.DATABASE_URL,
    trustees,
    witnesses,
    quorum: read.AVOW_QUORUM ?? witnesses.length,
    desk: readList('AVOW_DESK', read.AVOW_DESK, z.array(z.string())),
    threshold: read.AVOW_THRESHOLD ?? majorityOf(trustees.length),
    pageFolder: resolve(read.AVOW_PAGE),
    cosignPeriod: read.AVOW_COSIGN_MS,
    s3: s3Of(read),
    rate: rateOf(read),
    reserve: read.AVOW_RESERVE_MB * 1024 * 1024,
    drandUrl: read.AVOW_DRAND_URL,
    work: read.AVOW_WORK_BITS,
    vouching: key === undefined ? undefined : readJson('AVOW_VOUCHING', key, vouchingIn),
    institutions: list === undefined ? undefined : readJson('AVOW_INSTITUTIONS', list, checkAuthority),
    parentPipe: read.AVOW_PARENT_PIPE === '1',
  })
}
