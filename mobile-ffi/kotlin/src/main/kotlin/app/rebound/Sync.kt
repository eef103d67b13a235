package app.rebound

import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
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
import rebound.mobile.retryAfterMs

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
public fun Device.sync(account: Account, wanted: Flow<Boolean> = flowOf(true)): Flow<LinkState> =
    channelFlow {
        combine(wanted, isAwake) { wanted, awake -> wanted && awake }.collectLatest { connect ->
            send(LinkState.Resting)
            if (connect) send(LinkState.Ended(keepConnected(account, ::send)))
        }
    }.conflate().flowOn(Dispatchers.IO)

/**
 * Syncs until both sides are equal, and no longer than [within]: for work in the background. Where nothing is
 * new on either side this is one request, and no socket.
 */
public suspend fun Device.syncOnce(account: Account, within: Duration): SyncOutcome =
    withTimeoutOrNull(within) { withContext(Dispatchers.IO) { exchangeNews(account) } } ?: SyncOutcome.OutOfTime

private suspend fun Device.exchangeNews(account: Account): SyncOutcome {
    var state: SyncState = SyncState.UpToDate
    val end = try {
        val news = account.news(this)
        val isNew = guard { takeNews(news, clock.now()) }
        changed()
        if (!isNew) return SyncOutcome.Complete
        converse(account, Asked(news) { account.news(this) }) {
            state = it
            it !is SyncState.UpToDate && it !is SyncState.GivenUp
        }
    } catch (failure: ReboundException) {
        failure.end() ?: throw failure
    }
    return when (end) {
        null -> if (state is SyncState.UpToDate) SyncOutcome.Complete else SyncOutcome.OutOfTime
        is SyncEnd.Lost, is SyncEnd.Silent -> SyncOutcome.Offline
        is SyncEnd.NotTheProtocol, is SyncEnd.OtherKey, is SyncEnd.Refused -> SyncOutcome.Refused(end)
    }
}

/** What the answer to a question means for a sync; null for what has nothing to do with the server. */
private fun ReboundException.end(): SyncEnd? = when (this) {
    is ReboundException.Offline, is ReboundException.TooOften, is ReboundException.Unavailable -> SyncEnd.Lost
    is ReboundException.NotAServer -> SyncEnd.NotTheProtocol(reason)
    is ReboundException.Refused -> SyncEnd.Refused(reason)
    is ReboundException.ServerOutdated -> SyncEnd.Refused(reason)
    is ReboundException.SignedOut -> SyncEnd.Refused(reason)
    else -> null
}

/** Connects, and again after each loss, until an end that no other try would change. */
private suspend fun Device.keepConnected(account: Account, tell: suspend (LinkState) -> Unit): SyncEnd {
    var losses = 0u
    while (true) {
        tell(LinkState.Connecting)
        val end = try {
            converse(account) {
                if (it is SyncState.UpToDate) losses = 0u
                tell(LinkState.Connected(it))
                true
            }
        } catch (_: ReboundException.Paused) {
            // Whoever collects is about to be told to rest.
            SyncEnd.Lost
        } catch (_: ReboundException.SecretsUnavailable) {
            // The phone is locked.
            SyncEnd.Lost
        }
        if (end != null && end !is SyncEnd.Lost && end !is SyncEnd.Silent) return end
        tell(LinkState.Offline)
        delay(retryAfterMs(++losses, Random.nextLong().toULong()).toLong().milliseconds)
    }
}
