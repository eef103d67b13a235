package app.rebound

import java.nio.file.Path
import java.security.SecureRandom
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withContext
import rebound.core.ReboundException
import rebound.core.SecretStore
import rebound.mobile.InternalException
import rebound.mobile.Rebound

/**
 * A candidate's device, or a study partner's: record, read, plan, sync. What it can do lies beside it as
 * functions: [record], [briefing], [shareProgress] and others.
 *
 * Each call runs on [Dispatchers.IO] and may be made from any coroutine. One that was cancelled while it
 * recorded has recorded: what is under way comes to its end. A call fails with a [ReboundException] that
 * says what the app can do, or with a [DeviceClosedException]. After a `Bug` the device is paused: [resume].
 */
public class Device private constructor(private val rebound: Rebound, internal val clock: Clock) :
    AutoCloseable {
    private val closed = AtomicBoolean()
    private val awake = MutableStateFlow(true)
    private val revision = MutableStateFlow<ULong?>(0uL)

    /**
     * A number that rises with each change of what there is to show, whether it was recorded here or came
     * from another device. A collector gets the newest at once, and is never told each of many; the flow
     * ends when the device is closed.
     */
    public val changes: Flow<ULong> = revision.takeWhile { it != null }.filterNotNull()

    /**
     * What [ask] finds, now and after each change: `device.watch { plan(exam) }`. While the device is paused
     * nothing is asked.
     */
    public fun <T> watch(ask: suspend Device.() -> T): Flow<T> = changes.map {
        awake.first { it }
        ask()
    }

    /**
     * Empties the log and closes the database, as an app must before the system suspends it. Calls fail
     * with `Paused` until [resume]; a live sync waits for it. Calling it again does nothing.
     */
    public suspend fun pause() {
        awake.value = false
        read { pause() }
    }

    /**
     * Opens the database again. Calling it again does nothing.
     */
    public suspend fun resume() {
        change { resume(seed()) }
        awake.value = true
    }

    /**
     * Makes the database smaller and faster to open; worth a call in a quiet hour.
     */
    public suspend fun compact(): Unit = read { compact() }

    /**
     * Closes the database; what was recorded is on the disk already. Waits for a call that is under way.
     * Closing it again does nothing.
     */
    override fun close() {
        if (closed.getAndSet(true)) return
        revision.value = null
        try {
            rebound.pause()
        } catch (_: ReboundException) {
            // A log that cannot be emptied now is read at the next opening.
        } finally {
            rebound.close()
        }
    }

    /** Whether the device is open, and not paused. */
    internal val isAwake: StateFlow<Boolean> get() = awake.asStateFlow()

    internal suspend fun <T> read(ask: Rebound.() -> T): T = withContext(Dispatchers.IO) { guard(ask) }

    internal suspend fun <T> change(work: Rebound.() -> T): T =
        // Told where the call is made: who is cancelled meanwhile has changed something all the same.
        withContext(Dispatchers.IO) { guard(work).also { changed() } }

    internal fun changed(): Unit = revision.update { it?.let { guard { revision() } } }

    internal fun <T> guard(work: Rebound.() -> T): T =
        try {
            if (closed.get()) throw DeviceClosedException()
            told { rebound.work() }
        } catch (bug: ReboundException.Bug) {
            // The library has paused it.
            awake.value = false
            throw bug
        } catch (gone: IllegalStateException) {
            throw if (closed.get()) DeviceClosedException() else gone
        }

    public companion object {
        /**
         * Opens the device whose database lies at [path], creating it if there is none. Its id and its key
         * are drawn at the very first opening and put away in [secrets], on the platform's key store. A
         * device that is to join an account does so before: [join], [recover].
         */
        public suspend fun open(path: Path, secrets: SecretStore, clock: Clock = SystemClock): Device =
            withContext(Dispatchers.IO) { Device(told { Rebound.open("$path", secrets, seed()) }, clock) }
    }
}

/**
 * A call came after the device was closed. Open it again.
 */
public class DeviceClosedException : IllegalStateException("the device is closed: open it again")

/** 32 bytes of chance, as each call wants its own. */
internal fun seed(): ByteArray = ByteArray(SEED_BYTES).also(SecureRandom()::nextBytes)

private const val SEED_BYTES = 32

/** What [call] returns. A panic inside the library gets the name that an app knows. */
internal inline fun <T> told(call: () -> T): T =
    try {
        call()
    } catch (fault: InternalException) {
        throw ReboundException.Bug(fault.message.orEmpty())
    }
