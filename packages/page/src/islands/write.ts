/** The island of `/write`. */
import '../strict.ts'
import { createClient } from '@avow/client'
import { createInstitutionCalls, tagCondition } from '@avow/client/institutions'
import * as vouching from '@avow/core/vouching'
import { show } from '../dom.ts'
import { hostOf } from '../host.ts'
import { workerAt } from '../seal/open-worker.ts'
import { institutionSearch } from '../write/steps/institution-search.ts'
import { writePage } from '../write/write-page.ts'

const host = hostOf('write')
const calls = createInstitutionCalls({ base: '' })
const { worker, authority, dateLocks } = host.dataset

show(
  host,
  writePage({
    client: createClient({ base: '' }),
    askForTags: (condition, options) => tagCondition(condition, { ...options, calls }),
    vouching,
    ...(worker === undefined ? {} : { openWorker: workerAt(worker) }),
    ...(dateLocks === undefined ? {} : { dateLocks: 'register' }),
    ...(authority === undefined ? {} : { searchBox: institutionSearch(() => calls.authority()) }),
  }),
)
