/** Which logs, which witnesses, how many (C2SP tlog-policy). */
import { isEqualBytes } from './bytes.ts'
import { TlogError } from './error.ts'
import { type VerifierKey, formatVkey, keyType, parseVkey } from './key.ts'
import { decodeUtf8 } from './utf8.ts'

export interface PolicyWitness {
  readonly name: string
  readonly key: VerifierKey
  readonly url?: string
}

/** At least `threshold` of the members, which are names of witnesses and of groups. */
export interface PolicyGroup {
  readonly threshold: number
  readonly members: readonly string[]
}

export interface Policy {
  readonly logs: readonly { readonly key: VerifierKey; readonly url?: string }[]
  readonly witnesses: readonly PolicyWitness[]
  readonly groups: ReadonlyMap<string, PolicyGroup>
  /** Name of a witness or group, or `none`. */
  readonly quorum: string
}

interface Draft {
  logs: { key: VerifierKey; url?: string }[]
  witnesses: PolicyWitness[]
  groups: Map<string, PolicyGroup>
  members: Set<string>
  quorum: string | undefined
}

const malformed = (reason: string, line: number): TlogError =>
  new TlogError('policy_malformed', `the policy is not as the format says: ${reason}`, { line })

/** Of logs, of witnesses and of groups; the text asks for 32 or more. */
const limit = 256

function checkRoom(count: number, line: number): void {
  if (count >= limit) throw malformed('too many lines of one kind', line)
}

const knows = (draft: Draft, name: string): boolean =>
  draft.groups.has(name) || draft.witnesses.some((witness) => witness.name === name)

function vkeyOf(vkey: string | undefined, types: readonly number[], line: number): VerifierKey {
  const key = parseVkey(vkey ?? '')
  if (!types.includes(key.type)) throw malformed('a key of the wrong type', line)
  return key
}

/** Duplicates have one public key, whatever their names (section "Public key representation"). */
const isSameKey = (a: VerifierKey, b: VerifierKey): boolean => isEqualBytes(a.publicKey, b.publicKey)

function addLog(draft: Draft, [vkey, url, ...rest]: string[], line: number): void {
  const key = vkeyOf(vkey, [keyType.ed25519, keyType.mlDsa44], line)
  checkRoom(draft.logs.length, line)
  if (rest.length > 0 || draft.logs.some((log) => isSameKey(log.key, key))) throw malformed('a log', line)
  draft.logs.push({ key, ...(url === undefined ? {} : { url }) })
}

function addWitness(draft: Draft, [name, vkey, url, ...rest]: string[], line: number): void {
  const key = vkeyOf(vkey, [keyType.cosignature, keyType.mlDsa44], line)
  checkRoom(draft.witnesses.length, line)
  const isTaken = !name || name === 'none' || knows(draft, name)
  if (isTaken || rest.length > 0 || draft.witnesses.some((witness) => isSameKey(witness.key, key)))
    throw malformed('a witness', line)
  draft.witnesses.push({ name, key, ...(url === undefined ? {} : { url }) })
}

function thresholdOf(text: string, count: number): number {
  if (text === 'any') return 1
  if (text === 'all') return count
  return /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : Number.NaN
}

function addGroup(draft: Draft, [name, k, ...members]: string[], line: number): void {
  checkRoom(draft.groups.size, line)
  const threshold = thresholdOf(k ?? '', members.length)
  const isTaken = !name || name === 'none' || knows(draft, name)
  if (isTaken || !(threshold >= 1 && threshold <= members.length)) throw malformed('a group', line)
  for (const member of members) {
    if (!knows(draft, member) || draft.members.has(member)) throw malformed('a member of a group', line)
    draft.members.add(member)
  }
  draft.groups.set(name, { threshold, members })
}

function setQuorum(draft: Draft, [name, ...rest]: string[], line: number): void {
  const isKnown = name === 'none' || (name !== undefined && knows(draft, name))
  if (draft.quorum !== undefined || !isKnown || rest.length > 0) throw malformed('the quorum', line)
  draft.quorum = name
}

const keywords: Readonly<Record<string, (draft: Draft, words: string[], line: number) => void>> = {
  log: addLog,
  witness: addWitness,
  group: addGroup,
  quorum: setQuorum,
}

/** One character for each octet. */
const binaryOf = (octets: Uint8Array): string => {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return text
}

/**
 * A word of a file: text if it is UTF-8, otherwise with a lone surrogate, which no text holds, for each octet that is
 * not ASCII. Two words are equal exactly if their octets are ("Character set").
 */
function wordOf(binary: string): string {
  try {
    return decodeUtf8(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
      'policy_malformed',
    )
  } catch {
    return binary.replaceAll(/[\u0080-\u00FF]/g, (octet) =>
      String.fromCharCode(0xdc_00 + octet.charCodeAt(0)),
    )
  }
}

const wordsOf = (line: string): string[] => line.split(/[ \t]+/).filter((word) => word !== '')

/**
 * @param policy a file's octets, which need not be UTF-8, or its text
 * @throws TlogError `policy_malformed` (details: line), `vkey_malformed`, `vkey_unsupported`
 */
export function parsePolicy(policy: string | Uint8Array): Policy {
  const text = typeof policy === 'string' ? policy : binaryOf(policy)
  const asText = typeof policy === 'string' ? (word: string) => word : wordOf
  if (/[\u0000-\u0008\u000B-\u001F\u007F]/.test(text) || !text.endsWith('\n'))
    throw malformed('a character', 0)
  const draft: Draft = { logs: [], witnesses: [], groups: new Map(), members: new Set(), quorum: undefined }
  for (const [at, line] of text.split('\n').entries()) addLine(draft, wordsOf(line).map(asText), at + 1)
  const { logs, witnesses, groups, quorum } = draft
  if (quorum === undefined) throw malformed('no quorum', 0)
  return { logs, witnesses, groups, quorum }
}

function addLine(draft: Draft, [keyword, ...words]: string[], line: number): void {
  if (keyword === undefined || keyword.startsWith('#')) return
  const add = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined
  if (!add) throw malformed('a keyword', line)
  add(draft, words, line)
}

const lineOf = (...words: readonly (string | number | undefined)[]): string =>
  `${words.filter((word) => word !== undefined).join(' ')}\n`

/** The policy in its plainest form: no comments, numbers for `any` and `all`. `parsePolicy` gives the same policy back. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  return [
    ...logs.map(({ key, url }) => lineOf('log', formatVkey(key), url)),
    ...witnesses.map(({ name, key, url }) => lineOf('witness', name, formatVkey(key), url)),
    ...Array.from(groups, ([name, { threshold, members }]) => lineOf('group', name, threshold, ...members)),
    lineOf('quorum', quorum),
  ].join('')
}

/** Whether these witnesses, by their names in the policy, are enough. */
export function isQuorum(policy: Policy, names: ReadonlySet<string>): boolean {
  const holds = (name: string): boolean => {
    const group = policy.groups.get(name)
    if (!group) return names.has(name)
    return group.members.filter(holds).length >= group.threshold
  }
  return policy.quorum === 'none' || holds(policy.quorum)
}
