/**
 * Fetches the proof bundle of a page. By hand and not by the client of the API: a reader on a slow line should not
 * have to load what authors need.
 * @param address on this register
 * @throws whatever `fetch` throws, and for an answer that is not the file
 */
export async function fetchProof(address: string): Promise<Uint8Array> {
  const response = await fetch(address, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  })
  if (!response.ok) throw new TypeError('the proof bundle is not there')
  return new Uint8Array(await response.arrayBuffer())
}
