import { t } from '../translate.ts'

/** Lines at the foot of a terminal that are written again and again. Where there is no terminal nothing is shown. */
export interface Panel {
  show(lines: readonly string[]): void
  /** Takes the lines away, so that something else can be said. */
  clear(): void
}

/** Up so many lines, to the first column, and nothing below. */
const back = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}F\u001b[0J`)

/** A line that wraps would be two, and the panel would not find its beginning again. */
const cut = (line: string, width: number): string =>
  line.length > width ? `${line.slice(0, width - 1)}…` : line

export function createPanel(isJson: boolean): Panel {
  const { stderr } = process
  if (isJson || !stderr.isTTY || process.env['TERM'] === 'dumb') return { show() {}, clear() {} }
  let shown = 0
  const clear = (): void => {
    stderr.write(back(shown))
    shown = 0
  }
  return {
    clear,
    show(lines) {
      const width = (stderr.columns || 80) - 1
      clear()
      stderr.write(lines.map((line) => `${cut(line, width)}\n`).join(''))
      shown = lines.length
    },
  }
}

const cells = 32

/** `[#####.....]`: plain signs, which every terminal and screen reader has. */
export function barOf(part: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * cells)
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}]`
}

/** Does something that says how far it is, and shows that as a bar while it lasts. */
export async function showing<T>(
  isJson: boolean,
  work: (onProgress: (entries: number, size: number) => void) => Promise<T>,
): Promise<T> {
  const panel = createPanel(isJson)
  try {
    return await work((entries, size) =>
      panel.show([t('log.fsck.progress', { bar: barOf(size === 0 ? 1 : entries / size), entries, size })]),
    )
  } finally {
    panel.clear()
  }
}
