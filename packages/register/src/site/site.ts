import type { Assets } from './assets.ts'
import type { SiteContext } from './site-context.ts'

/** What a page is given: reads of the register, the files of the page's build, and the log's origin. */
export interface Site {
  readonly context: SiteContext
  readonly assets: Assets
  readonly origin: string
}
