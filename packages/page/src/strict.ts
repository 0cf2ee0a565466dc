/** Imported before anything else: the pages' policy forbids making code from text, so zod shall not even try. */
import * as z from 'zod/mini'

z.config({ jitless: true })
