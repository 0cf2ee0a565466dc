/** What is shown and written of a statement that was opened. */
import { join } from 'node:path'
import { type OpenedPayload, formatBody } from '@avow/core'
import { makeFolder, writeFile } from './io/files.ts'

export const textOf = ({ statement }: OpenedPayload): string =>
  `${statement.title}\n\n${formatBody(statement.body)}`

/** `statement.json` and the attachments, as `tar` would unpack them. @throws CliError `file_exists`, `file_unwritable` */
export function writeStatement(folder: string, { statementBytes, attachments }: OpenedPayload): void {
  makeFolder(folder)
  writeFile(join(folder, 'statement.json'), statementBytes)
  if (attachments.length > 0) makeFolder(join(folder, 'attachments'))
  for (const [index, data] of attachments.entries())
    writeFile(join(folder, 'attachments', String(index + 1)), data)
}
