/** The terminal itself, whatever standard input and output are: secrets are shown and asked for there and nowhere else. */
import { openSync } from 'node:fs'
import { ReadStream, WriteStream, isatty } from 'node:tty'

export interface Terminal {
  write(text: string): void
  /** Reads a line; what is typed is not shown. Undefined when the input ends. */
  ask(question: string): Promise<string | undefined>
  /** Reads a line that is shown while it is typed. */
  askOpenly(question: string): Promise<string | undefined>
  /** Shows something until somebody presses Enter, and leaves no trace of it on the screen. */
  showOnce(text: string): Promise<void>
  close(): void
}

const interrupt = '\u0003'
const end = '\u0004'
const erase = new Set(['\u007f', '\b'])

interface Streams {
  readonly input: ReadStream
  readonly output: WriteStream
}

function openStreams(): Streams | undefined {
  try {
    if (process.platform === 'win32')
      return isatty(0) && isatty(1) ? { input: new ReadStream(0), output: new WriteStream(1) } : undefined
    return {
      input: new ReadStream(openSync('/dev/tty', 'r')),
      output: new WriteStream(openSync('/dev/tty', 'w')),
    }
  } catch {
    // No terminal belongs to this process.
    return undefined
  }
}

/** What is left of a line after another character; undefined where the line is done. */
function typed(line: string, character: string): string | undefined {
  if (character === '\r' || character === '\n' || character === end) return undefined
  if (erase.has(character)) return [...line].slice(0, -1).join('')
  return character < ' ' && character !== '\t' ? line : line + character
}

/**
 * Reads a line character by character, because only so can it be kept from the screen.
 * @param question shown when nothing that is typed can be seen any longer
 */
function readHidden({ input, output }: Streams, question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = ''
    const finish = (value: string | undefined) => {
      input.removeAllListeners('data').pause().setRawMode(false)
      output.write('\n')
      resolve(value)
    }
    input.setEncoding('utf8').setRawMode(true)
    output.write(question)
    input.on('data', (text: string) => {
      for (const character of text) {
        const next = typed(line, character)
        if (character === interrupt) {
          finish(undefined)
          process.kill(process.pid, 'SIGINT')
          return
        }
        if (next === undefined) return finish(character === end && line === '' ? undefined : line)
        line = next
      }
    })
    input.resume()
  })
}

function readShown({ input }: Streams): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = ''
    input.setEncoding('utf8').on('data', (text: string) => {
      line += text
      if (!/[\r\n]/.test(line) && text !== '') return
      input.removeAllListeners('data').pause()
      resolve(line.replace(/[\r\n].*$/s, ''))
    })
    input.resume()
  })
}

/** The other screen of a terminal keeps nothing that can be scrolled back to. */
const [otherScreen, backAgain] = ['\u001b[?1049h\u001b[H', '\u001b[2J\u001b[H\u001b[?1049l']

/** @returns undefined where no terminal belongs to this process */
export function openTerminal(): Terminal | undefined {
  const streams = openStreams()
  if (!streams) return undefined
  const { input, output } = streams
  const isPlain = process.env['TERM'] === 'dumb'
  return {
    write: (text) => void output.write(text),
    ask: (question) => readHidden(streams, question),
    askOpenly(question) {
      output.write(question)
      return readShown(streams)
    },
    async showOnce(text) {
      await readHidden(streams, `${isPlain ? '' : otherScreen}${text}`)
      output.write(isPlain ? '' : backAgain)
    },
    close() {
      input.destroy()
      output.destroy()
    },
  }
}
