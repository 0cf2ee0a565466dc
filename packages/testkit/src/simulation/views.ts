/** Who has seen which log: nobody honest sees another one than the others, and nobody's log shrinks. */
import type { Hash } from '@avow/core'
import type { Position } from '@avow/trustee'
import type { Tree } from './tree.ts'

type Head = Pick<Position, 'size' | 'root'>

export interface Views {
  /** Somebody honest is shown a log. */
  sees(name: string, head: Head): void
  /** Somebody honest goes by a log from now on. */
  follows(name: string, head: Head): void
}

/** A single witness may be shown a log that nobody else sees, and then only that. */
const circleOf = (name: string) => (name.startsWith('witness') ? name : 'everybody')

export function createViews(
  trees: () => readonly Tree[],
  violate: (invariant: 'two logs' | 'a log that shrank', what: string) => void,
): Views {
  const seen = new Map<string, Map<number, Hash>>()
  const newest = new Map<string, number>()

  /** One of the logs must hold all that a circle has seen. */
  function checkViews(circle: string, views: ReadonlyMap<number, Hash>): void {
    const isWhole = (tree: Tree) =>
      [...views].every(([size, root]) => size <= tree.size() && tree.rootHash(size) === root)
    if (!trees().some(isWhole)) violate('two logs', `${circle}, up to ${Math.max(...views.keys())}`)
  }

  function sees(name: string, { size, root }: Head): void {
    const circle = circleOf(name)
    const views = seen.get(circle) ?? new Map<number, Hash>()
    seen.set(circle, views)
    if (root === null || views.get(size) === root) return
    if (views.has(size)) violate('two logs', `${name} sees another one of ${size}`)
    views.set(size, root)
    checkViews(circle, views)
  }

  return {
    sees,
    follows(name, head) {
      const before = newest.get(name) ?? 0
      newest.set(name, Math.max(head.size, before))
      if (head.size < before) violate('a log that shrank', `${name} saw ${before}, goes by ${head.size}`)
      sees(name, head)
    },
  }
}
