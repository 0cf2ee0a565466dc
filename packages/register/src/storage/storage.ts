/**
 * Blobs by path. What a call has resolved for survives a crash of the process and of the machine. Every call throws
 * RegisterError `storage_unavailable` while a store does not answer; what it was asked for may have been done, and may
 * be asked for again.
 */

export interface Blob {
  /** With `/`, below the storage's root, such as `log/tile/0/000.p/7`. */
  readonly path: string
  readonly data: Uint8Array
  /**
   * When there is one already. `same`: it has these bytes. `first`: the one that is there stays. `newest`: it is
   * replaced. `same` unless told.
   */
  readonly write?: 'same' | 'first' | 'newest'
}

export interface Storage {
  /**
   * Writes blobs durably, all at the same time. A blob appears whole or not at all.
   * @throws RegisterError `storage_full`
   */
  createMany(blobs: readonly Blob[]): Promise<void>
  /** Undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Size in bytes; undefined when there is none. */
  sizeOf(path: string): Promise<number | undefined>
  /** Names in a folder, of blobs and of folders; none when there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Forgets blobs; those that are not there do not matter. */
  removeMany(paths: readonly string[]): Promise<void>
  /** Refuses when so little room is left that something already accepted might not fit. @throws RegisterError `storage_full` */
  checkRoom(): Promise<void>
}
