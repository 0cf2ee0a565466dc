/** The policy of the offline file, by the hashes of the one script and the one style that are in it. */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const contentsOf = (html: string, tag: 'script' | 'style'): string[] =>
  [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => match[1]!)

/** No connection at all: what is written in this file cannot be sent by it. */
function policyOf(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${contentsOf(html, 'script').map(hashOf).join(' ')}`,
    `style-src ${contentsOf(html, 'style').map(hashOf).join(' ')}`,
    'worker-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types avow-worker',
  ].join('; ')
}

const metaOf = (html: string): string =>
  `<meta http-equiv="content-security-policy" content="${policyOf(html)}" />`

/** Writes the policy into each HTML file of the build, before anything that it rules. */
export const contentSecurity = (): Plugin => ({
  name: 'avow:content-security',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'asset' && file.fileName.endsWith('.html')) {
          const html = String(file.source)
          file.source = html.replace(
            /<meta charset="utf-8" ?\/?>/,
            (charset) => `${charset}\n    ${metaOf(html)}`,
          )
        }
    },
  },
})
