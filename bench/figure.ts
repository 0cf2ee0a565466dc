/** One measured figure beside the peer or limit that it was measured against in the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The named peer or limit. */
  readonly against: string
  readonly againstValue: number
  /** value / againstValue. */
  readonly ratio: number
  /** The aim in words, such as "at most 150 ms". */
  readonly aim: string
  readonly holds: boolean
}

export interface Measured {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly against: string
  readonly againstValue: number
  readonly aim: { readonly atMost: number } | { readonly atLeast: number }
}

export function figureOf({ aim, ...measured }: Measured): Figure {
  const round = (value: number) => Number(value.toPrecision(4))
  return {
    ...measured,
    value: round(measured.value),
    againstValue: round(measured.againstValue),
    ratio: round(measured.value / measured.againstValue),
    aim:
      'atMost' in aim ? `at most ${aim.atMost} ${measured.unit}` : `at least ${aim.atLeast} ${measured.unit}`,
    holds: 'atMost' in aim ? measured.value <= aim.atMost : measured.value >= aim.atLeast,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
