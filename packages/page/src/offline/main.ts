/** The offline page: everything in one file, opened from a disk or a stick, without a network. */
import '../strict.ts'
import { h, show } from '../dom.ts'
import { verifyPanel } from '../verdict/verify-panel.ts'

show(document.body, h('main', { id: 'text' }, h('div', { class: 'frame' }, verifyPanel())))
