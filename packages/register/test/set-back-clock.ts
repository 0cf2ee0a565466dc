/** Loaded before a program (`--import`): its clock is set back by an hour whenever it gets SIGUSR2. */
const { now } = Date
let behind = 0
process.on('SIGUSR2', () => (behind += 3_600_000))
Date.now = () => now() - behind
