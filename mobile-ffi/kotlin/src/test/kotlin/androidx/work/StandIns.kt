@file:Suppress("unused", "UNUSED_PARAMETER")

package androidx.work

import android.content.Context
import java.util.concurrent.TimeUnit

// What the guide needs of WorkManager, with the signatures that it documents: there is no Android here.

class WorkerParameters

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) {
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

enum class NetworkType { CONNECTED }

enum class ExistingPeriodicWorkPolicy { KEEP }

class Constraints {
    class Builder {
        fun setRequiredNetworkType(type: NetworkType) = this

        fun build() = Constraints()
    }
}

class PeriodicWorkRequest {
    class Builder {
        fun setConstraints(constraints: Constraints) = this

        fun build() = PeriodicWorkRequest()
    }
}

@Suppress("UnusedReceiverParameter")
inline fun <reified W : CoroutineWorker> PeriodicWorkRequestBuilder(every: Long, unit: TimeUnit) =
    PeriodicWorkRequest.Builder()

abstract class WorkManager {
    abstract fun enqueueUniquePeriodicWork(
        name: String,
        policy: ExistingPeriodicWorkPolicy,
        request: PeriodicWorkRequest,
    )

    companion object {
        fun getInstance(context: Context): WorkManager = throw UnsupportedOperationException("there is no Android here")
    }
}
