package androidx.work

/** What the guide needs of WorkManager, with the signatures that it documents: there is no Android here. */
abstract class CoroutineWorker {
    abstract suspend fun doWork(): Result

    sealed interface Result {
        companion object {
            fun success(): Result = Success

            fun retry(): Result = Retry

            fun failure(): Result = Failure
        }
    }

    private data object Success : Result

    private data object Retry : Result

    private data object Failure : Result
}
