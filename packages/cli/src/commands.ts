/** Every command, by its name. A command is one file and one line here; it is loaded when it is called. */
import type { Command } from './command.ts'

type Load = () => Promise<{ readonly default: Command }>

export const commands: Readonly<Record<string, Load>> = {
  start: () => import('./commands/start.ts'),
  demo: () => import('./commands/demo.ts'),
  seal: () => import('./commands/seal.ts'),
  deposit: () => import('./commands/deposit.ts'),
  status: () => import('./commands/status.ts'),
  word: () => import('./commands/word.ts'),
  withdraw: () => import('./commands/withdraw.ts'),
  open: () => import('./commands/open.ts'),
  verify: () => import('./commands/verify.ts'),
  'condition explain': () => import('./commands/condition-explain.ts'),
  'condition check': () => import('./commands/condition-check.ts'),
  'condition simulate': () => import('./commands/condition-simulate.ts'),
  'condition calendar': () => import('./commands/condition-calendar.ts'),
  'institutions lookup': () => import('./commands/institutions-lookup.ts'),
  'institutions status': () => import('./commands/institutions-status.ts'),
  'institutions tag': () => import('./commands/institutions-tag.ts'),
  'log checkpoint': () => import('./log/checkpoint.ts'),
  'log inclusion': () => import('./log/inclusion.ts'),
  'log fsck': () => import('./log/fsck.ts'),
  'log tail': () => import('./log/tail.ts'),
  'log monitor': () => import('./log/monitor.ts'),
  'log mirror': () => import('./log/mirror.ts'),
  'log hammer': () => import('./log/hammer.ts'),
  init: () => import('./commands/init.ts'),
  serve: () => import('./commands/serve.ts'),
  'trustee init': () => import('./commands/trustee-init.ts'),
  'trustee serve': () => import('./commands/trustee-serve.ts'),
  'trustee status': () => import('./commands/trustee-status.ts'),
  'trustee export': () => import('./commands/trustee-export.ts'),
  'trustee recover': () => import('./commands/trustee-recover.ts'),
  'witness init': () => import('./commands/witness-init.ts'),
  'witness serve': () => import('./commands/witness-serve.ts'),
}
