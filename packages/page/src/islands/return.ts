/** The island of `/return`. */
import '../strict.ts'
import { createClient } from '@avow/client'
import { show } from '../dom.ts'
import { hostOf } from '../host.ts'
import { returnPage } from '../return/return-page.ts'

show(hostOf('return'), returnPage(createClient({ base: '' })))
