import { formatNumber } from '../format.ts'
import { Leaf, Page } from '../layout.tsx'
import { Fingerprint } from '../parts.tsx'
import type { Site } from '../site.ts'
import { t } from '../translate.ts'

/** The three lines of a C2SP checkpoint; the cosignatures were checked before the register kept it. */
function readCheckpoint(note: string): { origin: string; size: number; root: string; signers: string[] } {
  const [text, signatures] = [note.slice(0, note.indexOf('\n\n')), note.slice(note.indexOf('\n\n') + 2)]
  const [origin = '', size = '0', root = ''] = text.split('\n')
  const signers = [...signatures.matchAll(/^— (\S+) /gm)].map((match) => match[1]!)
  const hex = Buffer.from(root, 'base64').toString('hex')
  return { origin, size: Number(size), root: hex, signers }
}

const Checkpoint = ({ note }: { note: string }) => {
  const { origin, size, root, signers } = readCheckpoint(note)
  return (
    <dl class="table">
      <dt>{t('log.size')}</dt>
      <dd class="figure">{formatNumber(size)}</dd>
      <dt>{t('log.origin')}</dt>
      <dd>{origin}</dd>
      <dt>{t('log.root')}</dt>
      <dd>
        <Fingerprint of={root} />
      </dd>
      <dt>{t('log.cosigned')}</dt>
      <dd>
        <ul class="plain">
          {signers.map((name) => (
            <li>{name}</li>
          ))}
        </ul>
      </dd>
    </dl>
  )
}

export const LogPage = ({ site, checkpoint }: { site: Site; checkpoint: string | undefined }) => (
  <Page site={site} title={t('log.title')} path="/log">
    <Leaf first>
      <div class="stack">
        <h1>{t('log.title')}</h1>
        <p class="lead">{t('log.lead')}</p>
      </div>
    </Leaf>
    <Leaf joined>{checkpoint ? <Checkpoint note={checkpoint} /> : <p>{t('log.none')}</p>}</Leaf>
    <Leaf heading={t('log.checkpoint')}>
      <div class="stack">
        <p>{t('log.checkpoint.text')}</p>
        {checkpoint && (
          <pre tabindex={0} aria-label={t('log.checkpoint')}>
            <code>{checkpoint}</code>
          </pre>
        )}
        <p class="small soft">{t('log.fetch')}</p>
        <p>
          <a class="mono" href="/log/checkpoint">
            /log/checkpoint
          </a>
        </p>
      </div>
    </Leaf>
  </Page>
)
