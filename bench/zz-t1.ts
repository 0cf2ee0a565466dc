import { makeLog } from '@avow/testkit'
import { fsck, policyOfVkey } from '@avow/client/log'
import { existsSync } from 'node:fs'
const n=Number(process.argv[2]); const dir=`/tmp/avowlog-${n}`
let t=performance.now()
const log = makeLog(dir, existsSync(dir)?0:n)
console.log('made', performance.now()-t)
for (const threads of [0,2]) {
t=performance.now(); const c=process.cpuUsage()
const r = await fsck({place:dir, policy: policyOfVkey(log.vkey), threads, onProgress:p=>process.stdout.write('.')})
const d=process.cpuUsage(c)
console.log(threads, 'ms', performance.now()-t, 'cpu ms', (d.user+d.system)/1000, r.faults, r.checked)
}
