/** Whatever goes wrong, a person is told in words: each code of the closed lists that can reach one has its sentence. */
import { clientErrorCodes, refusalCodes } from '@avow/client'
import { logFaultCodes } from '@avow/client/log'
import { coreErrorCodes } from '@avow/core'
import { tlogErrorCodes } from '@avow/tlog'
import { trusteeErrorCodes } from '@avow/trustee'
import { expect, test } from 'vitest'
import { cliErrorCodes } from '../src/error.ts'
import { isMessageKey } from '../src/translate.ts'

const without = (codes: readonly string[], others: readonly string[]): string[] =>
  codes.filter((code) => !others.includes(code))

const unsaid = (prefix: string, codes: readonly string[]): string[] =>
  codes.filter((code) => !isMessageKey(`${prefix}.${code}`))

/** Between services, and never the answer to a command. */
const ofServices = [
  // Ceremonies and feeds of trustees.
  'dkg_setup_invalid',
  'dkg_message_invalid',
  'dkg_failed',
  'phase_closed',
  'feed_time',
  'trustee_unknown',
  // What a trustee finds in its note: `avow status` says that it refused it.
  'note_undecryptable',
  'note_binding_mismatch',
  'note_index_mismatch',
  'share_commitment_mismatch',
  'condition_commitment_mismatch',
  // What a witness or mirror answers to whoever asks it to sign: a status, which has sentences of its own.
  'add_checkpoint_malformed',
  'sign_subtree_malformed',
  'subtree_proof_invalid',
  'add_entries_malformed',
  'mirror_info_malformed',
]

/** Said by another code: a refusal by the register's, wrong usage by its key, what was given by its cause. */
const saidOtherwise = ['refused', 'usage']

test('each code that can be the answer to a command has a sentence', () => {
  const codes = [...coreErrorCodes, ...refusalCodes, ...clientErrorCodes, ...tlogErrorCodes, ...cliErrorCodes]
  expect(unsaid('error', without(codes, [...ofServices, ...saidOtherwise]))).toEqual([])
})

test('each fault of a log has a sentence', () => {
  expect(unsaid('fault', logFaultCodes)).toEqual([])
})

/** A trustee does not do what these answer. */
const ofAuthorsAndReaders = [
  'body_too_large',
  'deposit_unknown',
  'statement_unknown',
  'origin_mismatch',
  'trustee_count_mismatch',
  'act_not_allowed',
  'statement_withdrawn',
  'statement_opened',
  'condition_not_met',
  'act_time',
  'act_too_soon',
  'request_unknown',
  // Its exchange, which raises no alarm.
  'key_unknown',
  'phase_closed',
  // Told as `log_rollback`.
  'size_unknown',
]

/** Of a folder that is mirrored, and of institutions. */
const ofOthers = ['refused', 'not_ready', 'in_use', 'disk_full']

/** They end the daemon at its start, are said by other commands, or are answers of its inbox. */
const ofNoRound = [
  'config_invalid',
  'keys_invalid',
  'passphrase_missing',
  'passphrase_wrong',
  'trustee_retired',
  'store_unusable',
  'backup_invalid',
  'folder_occupied',
  'file_unwritable',
  'act_not_taken',
  'act_time',
  'body_too_large',
]

test('each alarm of a trustee has a sentence', () => {
  const codes = [
    ...without(refusalCodes, ofAuthorsAndReaders),
    ...without(clientErrorCodes, ofOthers),
    ...without(trusteeErrorCodes, ofNoRound),
    'unexpected',
  ]
  expect(unsaid('alarm', codes)).toEqual([])
})
