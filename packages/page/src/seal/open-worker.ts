/** Starts the worker under a policy that lets nothing but its own address become a script. */

interface Policy {
  createScriptURL(address: string): string
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy
}

const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes

/** @param address of the worker's script @returns what starts it, as often as one likes */
export function workerAt(address: string): () => Worker {
  const rules: Policy = {
    createScriptURL(asked) {
      if (asked !== address) throw new TypeError('not the address of the worker')
      return asked
    },
  }
  // The content security policy of site and offline file names this policy and no other.
  const policy = trustedTypes?.createPolicy('avow-worker', rules) ?? rules
  return () => new Worker(policy.createScriptURL(address), { type: 'module', name: 'seal' })
}
