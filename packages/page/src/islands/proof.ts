/** The proof panel of a published statement: fetches the proof bundle and computes the verdict here. */
import '../strict.ts'
import { type Verdict, verifyBundle } from '@avow/verify'
import { h, show } from '../dom.ts'
import { formatSize } from '../format.ts'
import { hostOf } from '../host.ts'
import { t } from '../translate.ts'
import { fetchProof } from '../verdict/fetch-proof.ts'
import { compareShown, readShownText } from '../verdict/shown.ts'
import { type Extra, verdictView } from '../verdict/view.ts'

/** Up to this size the proof is fetched without asking; somebody may pay for every megabyte. */
const unasked = 1_000_000

const host = hostOf('proof')
const { statement = '', proof = '', size = '0' } = host.dataset

/** That the proof is about this page: about this statement, and with this text. */
function extrasOf(verdict: Verdict): Extra[] {
  if (verdict.statementId !== undefined && verdict.statementId !== statement)
    return [{ name: t('finding.shown'), status: 'mismatch', sentence: t('proof.other') }]
  return [compareShown(readShownText(document), verdict)]
}

const retry = (label: string): HTMLElement =>
  h('p', { class: 'actions' }, h('button', { type: 'button', class: 'button', onclick: check }, label))

async function check(): Promise<void> {
  show(host, h('p', { role: 'status' }, t('proof.working')))
  try {
    const verdict = await verifyBundle(await fetchProof(proof))
    show(host, verdictView(verdict, t('verdict.title'), { extras: extrasOf(verdict) }))
  } catch {
    show(host, h('p', { class: 'error', role: 'alert' }, t('proof.unreachable')), retry(t('proof.again')))
  }
}

if (Number(size) <= unasked) void check()
else
  show(host, h('p', {}, t('proof.check.size', { size: formatSize(Number(size)) })), retry(t('proof.check')))
