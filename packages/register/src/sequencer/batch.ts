/** Collects what comes in at the same time, so that many share one round of work. */

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

export interface BatchOptions<Item, Result> {
  /** Does the work of one batch; gives one result an item, in order. Never runs twice at a time. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** How heavy an item is. */
  readonly weigh: (item: Item) => number
  /** A batch is closed when it weighs this much or holds `most` items. */
  readonly heaviest: number
  readonly most: number
  /** How many of so many that could be one batch are; at least one. All unless told. */
  readonly cut?: (count: number) => number
}

export interface Batcher<Item, Result> {
  add(item: Item): Promise<Result>
  /** What waits or is under way, by weight. */
  weight(): number
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>
}

/**
 * Adaptive without a timer: an item that comes alone is worked on at once; while a batch is under way the next one
 * collects, so batches grow with the load and nobody waits longer than one batch takes.
 */
export function createBatcher<Item, Result>(options: BatchOptions<Item, Result>): Batcher<Item, Result> {
  const queue: Waiting<Item, Result>[] = []
  let weight = 0
  let working: Promise<void> | null = null

  function take(): Waiting<Item, Result>[] {
    let heavy = 0
    let count = 0
    for (const { item } of queue) {
      heavy += options.weigh(item)
      if (count > 0 && (heavy > options.heaviest || count >= options.most)) break
      count += 1
    }
    return queue.splice(0, options.cut?.(count) ?? count)
  }

  async function work(): Promise<void> {
    // What arrives in the same turn of the event loop belongs to the same batch.
    await new Promise(setImmediate)
    while (queue.length > 0) await runBatch(take())
  }

  async function runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await options.run(batch.map(({ item }) => item))
      for (const [at, { resolve }] of batch.entries()) resolve(results[at]!)
    } catch (cause) {
      for (const { reject } of batch) reject(cause)
    }
    for (const { item } of batch) weight -= options.weigh(item)
  }

  function add(item: Item): Promise<Result> {
    weight += options.weigh(item)
    const result = new Promise<Result>((resolve, reject) => queue.push({ item, resolve, reject }))
    start()
    return result
  }

  function start(): void {
    working ??= work().finally(() => {
      working = null
      // Something may have come between the last look at the queue and here.
      if (queue.length > 0) start()
    })
  }

  return {
    add,
    weight: () => weight,
    async idle() {
      for (let current = working; current; current = working) await current
    },
  }
}
