package app.rebound

import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select
import rebound.core.News
import rebound.core.ReboundException
import rebound.mobile.SyncEnd
import rebound.mobile.SyncLink
import rebound.mobile.SyncState
import rebound.mobile.SyncTurn

/**
 * What a sync in the background is about: what was new when it asked, and how to ask again.
 */
internal class Asked(val news: News, val again: suspend () -> News)

/**
 * Drives one link over one socket until it ends, or until [goOn] is false: then there is no end. The link is
 * for what was [asked], or for everything.
 */
internal suspend fun Device.converse(
    account: Account,
    asked: Asked? = null,
    goOn: suspend (SyncState) -> Boolean,
): SyncEnd? =
    try {
        Socket.open(account).use { Conversation(this, it, asked, goOn).run() }
    } catch (answer: NotUpgradedException) {
        answer.end()
    } catch (ended: ReboundException.SignedOut) {
        SyncEnd.Refused(ended.reason)
    } catch (_: IOException) {
        SyncEnd.Lost
    }

private fun NotUpgradedException.end(): SyncEnd = when (status) {
    401 -> SyncEnd.Refused("the credential is not, or no longer, good")
    429, in 500..599 -> SyncEnd.Lost
    else -> SyncEnd.NotTheProtocol("no WebSocket there: $message")
}

/** One link with its socket: what the link says is sent, what arrives and what was recorded is told to it. */
private class Conversation(
    private val device: Device,
    private val socket: Socket,
    private val asked: Asked?,
    private val goOn: suspend (SyncState) -> Boolean,
) {
    suspend fun run(): SyncEnd? = coroutineScope {
        val changes = device.changes.conflate().produceIn(this)
        val now = device.clock.now()
        val link = device.guard { if (asked == null) connect(now) else connectFor(asked.news, now) }
        try {
            link.drive(changes)
        } finally {
            changes.cancel()
            link.lost(device.clock.bootMs())
            link.close()
        }
    }

    @OptIn(ExperimentalCoroutinesApi::class)
    private suspend fun SyncLink.drive(changes: ReceiveChannel<ULong>): SyncEnd? {
        var turn = poll()
        var toCompare = asked
        while (true) {
            // A channel that was cancelled always has something to say, so nothing else would notice.
            currentCoroutineContext().ensureActive()
            device.changed()
            for (frame in turn.frames) socket.send(frame)
            val state = turn.state
            if (state is SyncState.UpToDate && toCompare != null && hasSent()) {
                // What was sent is new there itself: only what else came meanwhile counts.
                val again = toCompare.again()
                toCompare = null
                turn = compare(again, device.clock.bootMs())
                continue
            }
            if (!goOn(state)) return null
            if (state is SyncState.Ended) return state.end
            turn = select {
                socket.frames.onReceiveCatching { take(it.getOrNull()?.toByteArray()) }
                changes.onReceiveCatching { poll() }
                onTimeout(turn.wait()) { stillThere() }
            }
        }
    }

    private fun SyncLink.take(frame: ByteArray?): SyncTurn {
        val now = device.clock.bootMs()
        return if (frame == null) lost(now) else receive(frame, now)
    }

    /** The socket is open, so its last ping was answered: OkHttp tells of no pong, only of a missing one. */
    private fun SyncLink.stillThere(): SyncTurn {
        val now = device.clock.bootMs()
        alive(now)
        return timeout(now)
    }

    private fun SyncTurn.wait(): Duration {
        val deadline = deadlineBootMs ?: return Duration.ZERO
        return (deadline.toLong() - device.clock.bootMs().toLong()).milliseconds.coerceAtLeast(Duration.ZERO)
    }
}
