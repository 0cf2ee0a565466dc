/** Trustees that say in a ceremony what they must, for tests of the board. */
import {
  type DealerSecret,
  type DkgMessage,
  type DkgState,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  finishShare,
  openShares,
  prepareDeal,
} from '@avow/core'
import type { TestTrustee } from './setting.ts'

export interface Parties {
  /** What trustee `number` says in the open phase of a ceremony. */
  say(state: DkgState, number: number): Promise<DkgMessage>
  shareOf(state: DkgState, number: number): Promise<ReturnType<typeof finishShare>>
}

/** @param trustees in the order of the roster */
export function partiesOf(trustees: readonly TestTrustee[]): Parties {
  const secrets = new Map<string, DealerSecret>()

  function secretOf(state: DkgState, number: number): DealerSecret {
    const place = `${state.session} ${number}`
    const secret = secrets.get(place) ?? prepareDeal(state, number)
    secrets.set(place, secret)
    return secret
  }

  const received = (state: DkgState, number: number) =>
    openShares(state, number, trustees[number - 1]!.identity)

  return {
    async say(state, number) {
      const { seed } = trustees[number - 1]!
      const secret = secretOf(state, number)
      if (state.phase === 'commit') return createCommit(state, secret, seed)
      if (state.phase === 'deal') return createDeal(state, secret, seed)
      if (state.phase === 'answer') return createAnswer(state, secret, seed)
      if (state.phase === 'confirm') return createConfirmation(state, number, seed)
      return createComplaint(state, number, await received(state, number), seed)
    },
    shareOf: async (state, number) => finishShare(state, number, await received(state, number)),
  }
}
