/** `avow word`: the author says that it may be opened. */
import { authorCommand } from '../author-act.ts'

export default authorCommand('word')
