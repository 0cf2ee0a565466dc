/** The storage that the configuration names. */
import type { Config } from '../config.ts'
import { openLocalStorage } from './local.ts'
import { openS3Storage } from './s3.ts'
import type { Storage } from './storage.ts'

export const openStorage = ({ s3, state, reserve }: Config): Promise<Storage> =>
  s3 ? openS3Storage(s3) : openLocalStorage(state, { reserve })
