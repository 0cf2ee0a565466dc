/** What C2SP asks of a witness, and of a mirror, before it remembers or signs something. */
export * from './add-checkpoint.ts'
export * from './sign-subtree.ts'
