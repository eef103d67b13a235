package app.rebound

import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import rebound.core.ReboundException
import rebound.mobile.SyncEnd
import rebound.mobile.SyncState

/**
 * How a live sync is getting on.
 */
public sealed interface LinkState {
    /**
     * There is no connection, and none is wanted: the device is paused, or the app said so.
     */
    public data object Resting : LinkState

    /**
     * A connection is being opened.
     */
    public data object Connecting : LinkState

    /**
     * Connected; [state] says how the documents stand.
     */
    public data class Connected(public val state: SyncState) : LinkState

    /**
     * The server cannot be reached now; it is tried again after a pause.
     */
    public data object Offline : LinkState

    /**
     * Over: trying again helps only when the app has done what [end] asks for.
     */
    public data class Ended(public val end: SyncEnd) : LinkState
}

/**
 * What came of a [syncOnce].
 */
public sealed interface SyncOutcome {
    /**
     * The server has stored everything this device has, and the other way round.
     */
    public data object Complete : SyncOutcome

    /**
     * The time was up, or the server was silent about some documents; what was exchanged is kept, and the
     * next sync goes on from there.
     */
    public data object OutOfTime : SyncOutcome

    /**
     * The server cannot be reached.
     */
    public data object Offline : SyncOutcome

    /**
     * Trying again helps only when the app has done what [end] asks for.
     */
    public data class Refused(public val end: SyncEnd) : SyncOutcome
}

/**
 * Keeps this device in step with the server for as long as the flow is collected, and tells how it goes.
 * Cancelling the collector closes the socket.
 *
 * [wanted] says whether there may be a connection: false while the app is out of sight or without a
 * network. Each true begins anew at once, so an app that is told of another network emits true again. While
 * the device is paused there is none either.
 */
public fun Device.sync(server: Server, wanted: Flow<Boolean> = flowOf(true)): Flow<LinkState> =
    channelFlow {
        combine(wanted, isAwake) { wanted, awake -> wanted && awake }.collectLatest { connect ->
            send(LinkState.Resting)
            if (connect) send(LinkState.Ended(keepConnected(server, ::send)))
        }
    }.conflate().flowOn(Dispatchers.IO)

/**
 * Syncs until both sides are equal, and no longer than [within]: for work in the background.
 */
public suspend fun Device.syncOnce(server: Server, within: Duration): SyncOutcome =
    withTimeoutOrNull(within) {
        var state: SyncState = SyncState.Joining
        val end = withContext(Dispatchers.IO) {
            converse(server) {
                state = it
                it !is SyncState.UpToDate && it !is SyncState.GivenUp
            }
        }
        when (end) {
            null -> if (state is SyncState.UpToDate) SyncOutcome.Complete else SyncOutcome.OutOfTime
            is SyncEnd.Lost, is SyncEnd.Silent -> SyncOutcome.Offline
            is SyncEnd.NotTheProtocol, is SyncEnd.OtherKey, is SyncEnd.Refused -> SyncOutcome.Refused(end)
        }
    } ?: SyncOutcome.OutOfTime

/** Connects, and again after each loss, until an end that no other try would change. */
private suspend fun Device.keepConnected(server: Server, tell: suspend (LinkState) -> Unit): SyncEnd {
    var losses = 0
    while (true) {
        tell(LinkState.Connecting)
        val end = try {
            converse(server) {
                if (it is SyncState.UpToDate) losses = 0
                tell(LinkState.Connected(it))
                true
            }
        } catch (_: ReboundException.Paused) {
            // Whoever collects is about to be told to rest.
            SyncEnd.Lost
        }
        if (end != null && end !is SyncEnd.Lost && end !is SyncEnd.Silent) return end
        tell(LinkState.Offline)
        delay(pauseAfter(losses++))
    }
}

private fun pauseAfter(losses: Int): Duration =
    minOf(PAUSE_MAX, PAUSE_MIN * (1 shl minOf(losses, DOUBLINGS_MAX))) * Random.nextDouble(0.5, 1.0)

private val PAUSE_MIN = 1.seconds
private val PAUSE_MAX = 60.seconds
private const val DOUBLINGS_MAX = 6
