/**
 * Fonts for the browser of the tests: the same on every machine, also where there are none, and with Chinese,
 * Arabic and Cyrillic letters. The pages themselves use the reader's fonts and serve none.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = [
  import.meta.resolve('@expo-google-fonts/pt-serif'),
  import.meta.resolve('@expo-google-fonts/pt-mono'),
  import.meta.resolve('@expo-google-fonts/zcool-xiaowei'),
  import.meta.resolve('@embedpdf/fonts-arabic'),
]

/** The folder that a package was installed in, from the address of a file in it. */
const rootOf = (address: string): string =>
  fileURLToPath(address).replace(/(node_modules\/@[^/]+\/[^/]+).*$/, '$1')

const preferred = { serif: 'PT Serif', 'sans-serif': 'Open Sans', monospace: 'PT Mono' }

function configurationOf(folders: readonly string[]): string {
  const aliases = Object.entries(preferred).map(
    ([generic, family]) =>
      `<alias binding="strong"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`,
  )
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `<dir>${folder}</dir>`),
    '<cachedir prefix="xdg">fontconfig</cachedir>',
    ...aliases,
    '</fontconfig>',
  ].join('\n')
}

/** Path of a fontconfig file that knows the packages' fonts and those of `more`, and no others; written below `cache`. */
export async function writeFontsConfiguration(cache: string, more: string): Promise<string> {
  const text = configurationOf([more, ...packages.map(rootOf)])
  const path = join(cache, `fonts-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.conf`)
  if (existsSync(path)) return path
  const made = join(dirname(path), `fonts-${process.pid}.making`)
  await writeFile(made, text)
  await rename(made, path)
  return path
}
