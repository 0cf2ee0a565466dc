/** Statements for a register, so that its log has full tiles and partial ones. */
import { type Client } from '@avow/client'
import { type Entropy, type Roster, createStatement, generateEntropy, parseBody, seal } from '@avow/core'

export const statement = createStatement({
  kind: 'testimony',
  title: 'For the tools of others',
  language: 'en',
  body: parseBody('This can be read with stock age and tar.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Guild' }],
})

export const sealOne = (roster: Roster, entropy: Entropy = generateEntropy()) =>
  seal({ statement, condition: { type: 'word' }, roster, entropy })

const atOnce = 12

/** Deposits so many statements, each sealed by itself. */
export async function depositMany(client: Client, roster: Roster, count: number): Promise<void> {
  let left = count
  const work = async () => {
    while (left > 0) {
      left -= 1
      await client.deposit((await sealOne(roster)).file)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
