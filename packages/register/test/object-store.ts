/** Buckets on a real object store, for tests. */
import { randomUUID } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { startCeph } from '../../../scripts/ceph.ts'
import type { S3Options } from '../src/storage/s3.ts'

export interface ObjectStore {
  /** A new bucket. */
  makeBucket(): Promise<S3Options>
  stop(): void
}

/** Settings of a register that keeps its blobs there. */
export const environmentOf = (options: S3Options): Readonly<Record<string, string>> => ({
  AVOW_S3_ENDPOINT: options.endpoint,
  AVOW_S3_BUCKET: options.bucket,
  AVOW_S3_ACCESS_KEY_ID: options.accessKeyId,
  AVOW_S3_SECRET_ACCESS_KEY: options.secretAccessKey,
})

export async function startObjectStore(): Promise<ObjectStore> {
  const { endpoint, accessKeyId, secretAccessKey, stop } = await startCeph()
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'us-east-1' })
  return {
    async makeBucket() {
      const bucket = `avow-${randomUUID()}`
      const answer = await client.fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
      if (!answer.ok) throw new Error(`the object store answered ${answer.status}`)
      return { endpoint, bucket, region: 'us-east-1', accessKeyId, secretAccessKey }
    },
    stop,
  }
}
