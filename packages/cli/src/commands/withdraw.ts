/** `avow withdraw`: the author takes the deposit back, as long as it is closed. */
import { authorCommand } from '../author-act.ts'

export default authorCommand('withdraw')
