/** The island of `/verify`. */
import '../strict.ts'
import { show } from '../dom.ts'
import { hostOf } from '../host.ts'
import { verifyPanel } from '../verdict/verify-panel.ts'

show(hostOf('verify'), verifyPanel())
