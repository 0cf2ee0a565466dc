// Mutation testing leaves alone what an error says to people: its code is what users depend on, and codes are mutated.

/** The message of `new XError(code, message, details, cause)`. */
const isMessage = ({ node, parent }) =>
  parent?.type === 'NewExpression' &&
  (parent.callee.name ?? '').endsWith('Error') &&
  parent.arguments[1] === node

const shouldIgnore = (path) => (isMessage(path) ? 'what an error says to people' : undefined)

/** As Stryker's `declareValuePlugin` makes them. */
export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: { shouldIgnore } }]
