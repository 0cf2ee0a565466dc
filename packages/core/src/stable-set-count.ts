/** How many stand apart (spec/conditions.md, "Who counts"). */

/** A statement as an author and a credential. */
export interface Pair {
  readonly left: string
  readonly right: string
}

type Neighbours = Map<string, Set<string>>
type Partners = Map<string, string>

function connect(neighbours: Neighbours, one: string, other: string): void {
  const known = neighbours.get(one)
  if (known) known.add(other)
  else neighbours.set(one, new Set([other]))
}

/** Follows the way back from a free partner, and everybody on it takes the next one. The first on it had none. */
function moveOn(free: string, cameBy: ReadonlyMap<string, string>, mine: Partners, theirs: Partners): true {
  for (let other: string | undefined = free; other !== undefined;) {
    const one: string = cameBy.get(other)!
    const before = mine.get(one)
    mine.set(one, other)
    theirs.set(other, one)
    other = before
  }
  return true
}

/** Gives one who has none a partner, asking those who have one to move on. Iterative: chains may be long. */
function settle(first: string, neighbours: Neighbours, mine: Partners, theirs: Partners): boolean {
  const cameBy = new Map<string, string>()
  const waiting = [first]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
    for (const other of neighbours.get(one) ?? []) {
      if (cameBy.has(other)) continue
      cameBy.set(other, one)
      const owner = theirs.get(other)
      if (owner === undefined) return moveOn(other, cameBy, mine, theirs)
      waiting.push(owner)
    }
  return false
}

/**
 * The largest number of pairs of which no two share a side: a maximum matching, kept while pairs are taken away.
 * More pairs never make it smaller, so that nobody can lower a count by adding a statement.
 */
export class Apart {
  private readonly repeats = new Map<string, number>()
  private readonly ofLeft: Neighbours = new Map()
  private readonly ofRight: Neighbours = new Map()
  private readonly left: Partners = new Map()
  private readonly right: Partners = new Map()

  constructor(pairs: readonly Pair[]) {
    for (const { left, right } of pairs) {
      const key = `${left} ${right}`
      this.repeats.set(key, (this.repeats.get(key) ?? 0) + 1)
      connect(this.ofLeft, left, right)
      connect(this.ofRight, right, left)
    }
    for (const left of this.ofLeft.keys()) settle(left, this.ofLeft, this.left, this.right)
  }

  get count(): number {
    return this.left.size
  }

  /** Takes away a pair that is there. */
  remove({ left, right }: Pair): void {
    const key = `${left} ${right}`
    const rest = this.repeats.get(key)! - 1
    this.repeats.set(key, rest)
    if (rest > 0) return
    this.ofLeft.get(left)!.delete(right)
    this.ofRight.get(right)!.delete(left)
    if (this.left.get(left) !== right) return
    this.left.delete(left)
    this.right.delete(right)
    // What one pair less can change begins at one of its two sides.
    if (!settle(left, this.ofLeft, this.left, this.right)) settle(right, this.ofRight, this.right, this.left)
  }
}
