/** A board and post box in memory that does what a register does, and what it should not where a test says so. */
import type { ExchangePage, InstitutionCalls } from '@avow/client/institutions'
import {
  type DkgMessage,
  type DkgSetup,
  type DkgState,
  type Evaluation,
  type InstitutionKey,
  type PostedRequest,
  type PublicKey,
  type Roster,
  checkDkgSetup,
  closeDkgPhase,
  confirmedKey,
  dkgMessageHash,
  dkgPhases,
  isInUse,
  openDkg,
  randomSalt,
  receiveDkgMessage,
  speakersOf,
} from '@avow/core'

export const setupOf = (
  roster: Pick<Roster, 'trustees' | 'threshold'>,
  previous: InstitutionKey | null = null,
  dealers: readonly PublicKey[] = [],
): DkgSetup => {
  const receivers = roster.trustees.map(({ key, recipient }, index) => ({
    trustee: index + 1,
    key,
    recipient,
  }))
  const holders = previous?.trustees.filter(({ key }) => dealers.includes(key))
  return checkDkgSetup({
    version: 'avow/dkg-setup/v1',
    nonce: randomSalt(),
    threshold: roster.threshold,
    dealers: (holders ?? receivers).map(({ trustee, key }) => ({ trustee, key })),
    receivers,
    previous,
  })
}

export class BoardDouble implements Pick<InstitutionCalls, 'exchange' | 'sayInCeremony' | 'answerRequest'> {
  setup: DkgSetup | undefined
  closed: DkgMessage[][] = []
  open: DkgMessage[] = []
  key: InstitutionKey | null = null
  requests: PostedRequest[] = []
  readonly evaluations: Evaluation[] = []
  /** Everything that was ever said. */
  readonly said: DkgMessage[] = []

  begin(setup: DkgSetup): void {
    this.setup = setup
    this.closed = []
    this.open = []
  }

  get state(): DkgState {
    const withPhase = (state: DkgState, messages: readonly DkgMessage[]) =>
      closeDkgPhase(messages.reduce(receiveDkgMessage, state))
    return this.closed.reduce(withPhase, openDkg(this.setup!))
  }

  exchange: InstitutionCalls['exchange'] = async (request): Promise<ExchangePage> => {
    const isFollowed = this.setup !== undefined && request.ceremony === this.state.session
    const closed = this.closed.slice(isFollowed ? request.closed : 0)
    return structuredClone({
      key: this.key && this.key.session !== request.key ? this.key : null,
      ceremony:
        this.setup && this.setup !== undefined && !this.isOver() ? { setup: this.setup, closed } : null,
      requests: this.requests.filter(
        ({ request: { blinded } }) =>
          !this.evaluations.some((one) => one.blinded === blinded && one.trustee === request.trustee),
      ),
    })
  }

  sayInCeremony: InstitutionCalls['sayInCeremony'] = async (message) => {
    this.said.push(message)
    receiveDkgMessage(this.state, message)
    if (this.open.every((one) => dkgMessageHash(one) !== dkgMessageHash(message))) this.open.push(message)
  }

  answerRequest: InstitutionCalls['answerRequest'] = async (evaluation) =>
    void this.evaluations.push(evaluation)

  /** Closes the open phase when all have spoken, and publishes the key when enough have confirmed. */
  turn(): void {
    const { setup, closed, open } = this
    const phase = dkgPhases[closed.length]
    if (!setup || this.isOver() || phase === undefined) return
    if (phase === 'confirm') return this.publish()
    if (speakersOf(setup, phase).every(({ trustee }) => open.some(({ from }) => from === trustee)))
      this.close()
  }

  close(): void {
    this.closed.push(this.open)
    this.open = []
  }

  private isOver(): boolean {
    return this.key !== null && this.key.session === this.state.session
  }

  private publish(): void {
    try {
      const key = confirmedKey(this.open.reduce(receiveDkgMessage, this.state))
      if (isInUse(key)) this.key = key
    } catch {
      // Not enough have confirmed yet.
    }
  }
}
