/** Reading and checking logs from outside, on Node. */
export { type SeenCheckpoint, checkCheckpoint, policyOfVkey, readCheckpoint } from './checkpoint.ts'
export { LogFault, type LogFaultCode, isFault } from './fault.ts'
export { type FsckOptions, type FsckProgress, type FsckReport, fsck } from './fsck.ts'
export { type LogReader, createLogReader } from './reader.ts'
export { type LogSource, type SourceOptions, openSource } from './source.ts'
export { type FollowOptions, type Follower, type Growth, createFollower } from './follow.ts'
export { type TailedEntry, tail } from './tail.ts'
