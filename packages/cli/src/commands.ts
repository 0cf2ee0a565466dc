/** Every command, by its name. A command is one file and one line here; it is loaded when it is called. */
import type { Command } from './command.ts'

type Load = () => Promise<{ readonly default: Command }>

export const commands: Readonly<Record<string, Load>> = {
  start: () => import('./commands/start.ts'),
}
