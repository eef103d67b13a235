import type { ErrorCode } from '../generated/types'

/** What crosses when a call does not come to its end. */
export interface Failure {
  code: ErrorCode
  reason: string
  field?: string
  wait_s?: number
}

/** A call did not come to its end; what was stored before is intact. `reason` is for a log or a developer. */
export class ReboundError extends Error {
  override readonly name = 'ReboundError'
  readonly code: ErrorCode
  readonly reason: string
  readonly field?: string
  readonly wait_s?: number

  constructor(failure: Failure) {
    super(failure.field === undefined ? failure.reason : `${failure.field}: ${failure.reason}`)
    this.code = failure.code
    this.reason = failure.reason
    if (failure.field !== undefined) this.field = failure.field
    if (failure.wait_s !== undefined) this.wait_s = failure.wait_s
  }
}

/** What was thrown, as it crosses between threads. */
export function failure(thrown: unknown): Failure {
  if (thrown instanceof ReboundError) {
    const { code, reason, field, wait_s } = thrown
    return { code, reason, ...(field !== undefined && { field }), ...(wait_s !== undefined && { wait_s }) }
  }
  return { code: 'bug', reason: String(thrown) }
}
