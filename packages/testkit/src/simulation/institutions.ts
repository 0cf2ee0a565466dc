/** The institution key, born among the trustees in a real ceremony, and tags that a threshold of them has made with it. */
import {
  type DkgMessage,
  type InstitutionId,
  type InstitutionKey,
  type InstitutionTag,
  type Roster,
  type SecretScalar,
  blindInput,
  checkDkgSetup,
  checkKeyInUse,
  closeDkgPhase,
  confirmedKey,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  evaluateBlinded,
  finishShare,
  institutionInput,
  institutionTag,
  openDkg,
  openShares,
  prepareDeal,
  randomSalt,
  receiveDkgMessage,
} from '@avow/core'
import type { Keys } from '@avow/trustee'

export interface HeldKey {
  readonly key: InstitutionKey
  /** Of trustee 1 first. */
  readonly shares: readonly SecretScalar[]
}

function setupFor({ trustees, threshold }: Roster) {
  const receivers = trustees.map(({ key, recipient }, at) => ({ trustee: at + 1, key, recipient }))
  const dealers = receivers.map(({ trustee, key }) => ({ trustee, key }))
  return checkDkgSetup({
    version: 'avow/dkg-setup/v1',
    nonce: randomSalt(),
    threshold,
    dealers,
    receivers,
    previous: null,
  })
}

/** Everybody speaks in every phase, and keeps to the rules; one after the other, so that chance comes in one order. */
export async function holdCeremony(roster: Roster, trustees: readonly Keys[]): Promise<HeldKey> {
  let state = openDkg(setupFor(roster))
  async function phase(say: (keys: Keys, number: number) => DkgMessage | Promise<DkgMessage>): Promise<void> {
    const said: DkgMessage[] = []
    for (const [at, keys] of trustees.entries()) said.push(await say(keys, at + 1))
    state = closeDkgPhase(said.reduce(receiveDkgMessage, state))
  }
  const secrets = trustees.map((_, at) => prepareDeal(state, at + 1))
  await phase(({ seed }, number) => createCommit(state, secrets[number - 1]!, seed))
  await phase(({ seed }, number) => createDeal(state, secrets[number - 1]!, seed))
  const received = await Promise.all(trustees.map(({ identity }, at) => openShares(state, at + 1, identity)))
  await phase(({ seed }, number) => createComplaint(state, number, received[number - 1]!, seed))
  await phase(({ seed }, number) => createAnswer(state, secrets[number - 1]!, seed))
  const shares = received.map((own, at) => finishShare(state, at + 1, own))
  await phase(({ seed }, number) => createConfirmation(state, number, seed))
  return { key: checkKeyInUse(confirmedKey(state), roster), shares }
}

/** What an author gets who asks all trustees: each answers with its proof, and a threshold of right answers makes the tag. */
export function tagFor(id: InstitutionId, { key, shares }: HeldKey): InstitutionTag {
  const blinding = blindInput(institutionInput(id))
  const answers = shares.map((share, at) => evaluateBlinded(at + 1, share, blinding.blinded))
  return institutionTag(id, blinding, answers, key).tag
}
