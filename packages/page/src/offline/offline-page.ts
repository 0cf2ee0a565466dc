/** The frame of the offline page: three rooms under one head, of which one is seen. */
import { type Child, focusOn, h, s } from '../dom.ts'
import type { MessageKey } from '../messages/en.ts'
import { openPanel } from '../open/open-panel.ts'
import { workerAt } from '../seal/open-worker.ts'
import { t } from '../translate.ts'
import { sealOutline } from '../verdict/sign.ts'
import { verifyPanel } from '../verdict/verify-panel.ts'
import { writePage } from '../write/write-page.ts'

const rooms = ['write', 'open', 'verify'] as const
type Room = (typeof rooms)[number]

/** The page's own script as a worker; undefined where there is none to find. */
function ownWorker(): (() => Worker) | undefined {
  const script = document.querySelector('script')?.textContent
  if (!script) return undefined
  return workerAt(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
}

function writeRoom(): HTMLElement {
  const openWorker = ownWorker()
  return writePage({ dateLocks: 'unknown', ...(openWorker ? { openWorker } : {}) })
}

const panels: Readonly<Record<Room, () => HTMLElement>> = {
  write: writeRoom,
  open: openPanel,
  verify: verifyPanel,
}

/** A roman A in inscriptional weights whose crossbar is a point, on a notary's seal. */
const mark = (): SVGElement =>
  s(
    'svg',
    { viewBox: '0 0 64 64', 'aria-hidden': 'true', focusable: 'false' },
    s('path', { fill: 'currentColor', d: sealOutline }),
    s('path', { class: 'mark-letter', d: 'M31 13.5H35.6L49.6 49H41.2L31.6 23.8L21.2 49H16.6Z' }),
    s('circle', { class: 'mark-letter', cx: 31.2, cy: 40.6, r: 3.3 }),
  )

const leaf = (name: string, margin: Child, ...children: Child[]): HTMLElement =>
  h(
    'div',
    { class: name },
    h('div', { class: 'text' }, ...children),
    margin && h('div', { class: 'margin' }, margin),
  )

const roomView = (room: Room): HTMLElement =>
  h(
    'div',
    { class: 'room', id: `room-${room}` },
    leaf(
      'leaf first',
      t('offline.margin'),
      h(
        'div',
        { class: 'page-head stack' },
        h('h1', { tabindex: '-1' }, t(`offline.${room}.title` satisfies MessageKey)),
        h('p', { class: 'lead' }, t(`offline.${room}.lead` satisfies MessageKey)),
      ),
    ),
    leaf('leaf joined', null, h('div', { class: 'island' }, panels[room]())),
  )

const masthead = (links: readonly HTMLElement[]): HTMLElement =>
  h(
    'header',
    { class: 'masthead' },
    h(
      'div',
      { class: 'frame' },
      h('span', { class: 'brand' }, mark(), t('site.name')),
      h(
        'nav',
        { class: 'nav', 'aria-label': t('offline.nav') },
        h(
          'ul',
          {},
          links.map((link) => h('li', {}, link)),
        ),
      ),
    ),
  )

const roomOf = (hash: string): Room | undefined => rooms.find((room) => `#${room}` === hash)

/** All rooms are there at once, so that going to another one loses nothing that was typed. */
export function offlinePage(): Child {
  const views = new Map(rooms.map((room) => [room, roomView(room)]))
  const links = rooms.map((room) => h('a', { href: `#${room}`, 'data-room': room }, t(`offline.${room}`)))
  const go = (room: Room, isMoved: boolean): void => {
    for (const [name, view] of views) view.hidden = name !== room
    for (const link of links)
      if (link.dataset['room'] === room) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    document.title = t('offline.title', { page: t(`offline.${room}.title`) })
    const title = views.get(room)?.querySelector('h1')
    if (isMoved && title) focusOn(title)
  }
  // Other places in the page, such as the text for who skips the head, are in the room that is seen.
  window.addEventListener('hashchange', () => {
    const room = roomOf(location.hash)
    if (room) go(room, true)
  })
  go(roomOf(location.hash) ?? 'write', false)
  return [
    h('a', { class: 'skip', href: '#text' }, t('site.skip')),
    masthead(links),
    h('main', { id: 'text', tabindex: '-1' }, h('div', { class: 'frame' }, [...views.values()])),
    h('footer', { class: 'foot' }, h('div', { class: 'frame' }, h('p', {}, t('offline.foot')))),
  ]
}
