/** Runs work with at most so many under way at once; what comes later waits in order. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
  }

  /** Hands its place to the next one, if somebody waits. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}

/** Results in order, each asked for as soon as fewer than `ahead` of those before it are still to be taken. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const under: Promise<Result>[] = []
  const take = async (): Promise<Result> => under.shift()!
  try {
    for (const item of items) {
      under.push(work(item))
      if (under.length >= ahead) yield await take()
    }
    while (under.length > 0) yield await take()
  } finally {
    // Whoever stops early is not told of failures of what was asked for ahead.
    for (const rest of under) rest.catch(() => {})
  }
}
