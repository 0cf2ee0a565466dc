/** Explores every order in which the steps of several parties can come, and says whether something that must hold ever does not. */

/** A step that can be taken, and the states that it can lead to. States are values: a step makes a new one. */
export interface Step<State> {
  readonly name: string
  readonly next: State
}

export interface Model<State> {
  readonly start: State
  /** All steps that can be taken now, by whoever. None when everybody is done. */
  steps(state: State): Iterable<Step<State>>
  /** What must hold at every moment. @returns what does not */
  fault(state: State): string | undefined
  /** What must hold besides when no step is left. @returns what does not */
  faultAtEnd?(state: State): string | undefined
}

export interface Explored {
  /** States that differ. */
  readonly states: number
  /** Steps from one to another. */
  readonly steps: number
  /** States in which everybody is done. */
  readonly ends: number
  /** The shortest way to something that must not be. */
  readonly violation?: { readonly fault: string; readonly trace: readonly string[] }
}

export interface ExploreOptions {
  /** States after which the exploration gives up by throwing; two million unless told. */
  readonly most?: number
}

interface Visited<State> {
  readonly state: State
  readonly name: string
  readonly before: Visited<State> | undefined
}

function traceOf<State>(last: Visited<State>): string[] {
  const names: string[] = []
  for (let at: Visited<State> | undefined = last; at?.before; at = at.before) names.unshift(at.name)
  return names
}

/**
 * Breadth first, so that the violation that is found is one with the fewest steps. States are told apart by their JSON:
 * they must be plain values with members in one order.
 * @throws RangeError when there are more states than `most`
 */
export function explore<State>(model: Model<State>, { most = 2_000_000 }: ExploreOptions = {}): Explored {
  const seen = new Set<string>([JSON.stringify(model.start)])
  const queue: Visited<State>[] = [{ state: model.start, name: '', before: undefined }]
  let [steps, ends] = [0, 0]

  /** @returns what is wrong with a state, whose successors are queued */
  function visit(visited: Visited<State>): string | undefined {
    const fault = model.fault(visited.state)
    if (fault !== undefined) return fault
    let isEnd = true
    for (const { name, next } of model.steps(visited.state)) {
      isEnd = false
      steps += 1
      const key = JSON.stringify(next)
      if (seen.has(key)) continue
      seen.add(key)
      queue.push({ state: next, name, before: visited })
    }
    if (!isEnd) return undefined
    ends += 1
    return model.faultAtEnd?.(visited.state)
  }

  for (let at = 0; at < queue.length; at += 1) {
    const fault = visit(queue[at]!)
    if (fault !== undefined)
      return { states: seen.size, steps, ends, violation: { fault, trace: traceOf(queue[at]!) } }
    if (seen.size > most) throw new RangeError(`more than ${most} states`)
  }
  return { states: seen.size, steps, ends }
}
