/** A small way to make elements. Text is always text: nothing here parses markup. */

export type Child = Node | string | number | null | undefined | false | readonly Child[]

type Value = string | number | boolean | null | undefined | ((event: never) => unknown)
export type Props = Readonly<Record<string, Value>>

const asProperty = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'multiple'])

function setProp(element: Element, name: string, value: Value): void {
  if (value === undefined || value === null || value === false) return
  if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
  else if (asProperty.has(name)) Reflect.set(element, name, value)
  else element.setAttribute(name, value === true ? '' : String(value))
}

function add(parent: Node, child: Child): void {
  if (child === null || child === undefined || child === false) return
  if (typeof child === 'string' || typeof child === 'number')
    parent.appendChild(document.createTextNode(String(child)))
  else if (child instanceof Node) parent.appendChild(child)
  else for (const one of child) add(parent, one)
}

/** An element. A prop whose value is a function is a listener (`onclick`), others are attributes. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  add(element, children)
  for (const [name, value] of Object.entries(props)) setProp(element, name, value)
  return element
}

/** An element of a picture. */
export function s(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(props)) setProp(element, name, value)
  add(element, children)
  return element
}

/** Puts other content in an element's place. */
export function show(host: Element, ...children: Child[]): void {
  host.replaceChildren()
  add(host, children)
}

/** Draws an element's content anew only when what it shows is another: whoever reads it is not disturbed. */
export function showWhenChanged(host: Element): (shown: unknown, draw: () => Child) => void {
  let last: string | undefined
  return (shown, draw) => {
    const now = JSON.stringify(shown)
    if (now === last) return
    last = now
    show(host, draw())
  }
}

/** Moves the focus to a heading or message so that it is read, and brings its beginning into view. */
export function focusOn(element: HTMLElement): void {
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'start' })
}

let counter = 0
/** An identifier that is used once, to tie labels and messages to fields. */
export const unique = (prefix: string): string => `${prefix}-${(counter += 1)}`

/** Gives a file to save. */
export function saveFile(name: string, bytes: Uint8Array | string, type: string): void {
  const address = URL.createObjectURL(
    new Blob([typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)], { type }),
  )
  const link = h('a', { href: address, download: name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
