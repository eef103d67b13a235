package app.rebound

import java.util.concurrent.ConcurrentHashMap
import kotlin.coroutines.cancellation.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import okhttp3.OkHttpClient
import rebound.core.CallOutcome
import rebound.core.HttpRequest
import rebound.core.KeyWarnings
import rebound.core.News
import rebound.core.ReboundException
import rebound.core.SecretStore
import rebound.mobile.AccountInterface
import rebound.mobile.ServerCall
import rebound.mobile.Account as Library

/**
 * This device's account on a server: its devices, its people, and how it comes back when every device is
 * lost. What it can do lies beside it as functions: [register], [join], [beginPairing], [invite] and others.
 *
 * The key store is the one that [Device.open] is given. The client is the app's own, with its proxy, its
 * interceptors and, if it pins the server's certificate, its `CertificatePinner`; redirects are not
 * followed, so that nothing secret goes to another address.
 *
 * Each function asks the server on [Dispatchers.IO] and fails with a [ReboundException] that says what the
 * app can do; `Offline` where no answer came. Cancelling its coroutine cancels the request. Where something new
 * was being made, such as an account, the same call goes on with that when it is made again.
 */
public class Account(secrets: SecretStore, client: OkHttpClient = OkHttpClient()) {
    private val library: AccountInterface = Library(secrets)
    private val unfinished = ConcurrentHashMap<String, Course>()
    internal val http = Http(client)

    /**
     * What a person is told about keys before it is too late: before the first sync, beside a recovery code,
     * before the last device goes, where a server is entered.
     */
    public fun warnings(): KeyWarnings = told { library.warnings() }

    /**
     * What all devices of the account show alike; it tells nothing of the key.
     */
    public suspend fun fingerprint(): String = ask { fingerprint() }

    /**
     * The key as text with a checksum, to be written down. Whoever has it can read everything.
     */
    public suspend fun keyText(): String = ask { keyText() }

    /**
     * Takes over a key from its text, before the first opening or when [Device.open] says `KeyMissing`.
     */
    public suspend fun takeKey(text: String): Unit = ask { takeKey(text) }

    /**
     * Forgets key, id and credential of this device. What its database holds can be read no more unless
     * another device or the recovery code brings the key back: export before.
     */
    public suspend fun forget() {
        for (useCase in unfinished.keys) unfinished.remove(useCase)?.close()
        ask { forget() }
    }

    /** The request that opens the WebSocket to sync over. */
    internal suspend fun link(): HttpRequest = ask { link() }

    /** What is new on the server for [device] since it asked last. */
    internal suspend fun news(device: Device): News {
        val outcome = perform { let { account -> device.guard { account.news(this) } } }
        return (outcome as CallOutcome.News).news
    }

    /** Performs the use case that [begin] begins. */
    internal suspend fun perform(begin: AccountInterface.() -> ServerCall): CallOutcome =
        withContext(Dispatchers.IO) { Course(emptyList(), told { library.begin() }).use { it.outcome(http) } }

    /**
     * As [perform], for what makes something new each time: one that came to no end before, with the same
     * arguments, is gone on with.
     */
    internal suspend fun goOnOr(
        useCase: String,
        vararg arguments: Any?,
        begin: AccountInterface.() -> ServerCall,
    ): CallOutcome = withContext(Dispatchers.IO) {
        // Begun in any case: it tells whether this device may still do so.
        val begun = Course(arguments.asList(), told { library.begin() })
        val before = unfinished.remove(useCase)?.takeIf { it.arguments == begun.arguments }
        before?.goneOnWith(useCase) ?: begun.performed(useCase)
    }

    /** Null where the server refuses to go on: it knows nothing of a device whose answer was lost. */
    private suspend fun Course.goneOnWith(useCase: String): CallOutcome? =
        try {
            performed(useCase)
        } catch (refusal: ReboundException) {
            if (mayGoOn(refusal)) throw refusal
            null
        }

    private suspend fun Course.performed(useCase: String): CallOutcome =
        try {
            outcome(http).also { close() }
        } catch (failure: Exception) {
            if (mayGoOn(failure)) unfinished[useCase] = this else close()
            throw failure
        }

    private suspend fun <T> ask(call: AccountInterface.() -> T): T =
        withContext(Dispatchers.IO) { told { library.call() } }
}

private fun mayGoOn(failure: Exception): Boolean = when (failure) {
    is CancellationException,
    is ReboundException.Offline,
    is ReboundException.SecretsUnavailable,
    is ReboundException.TooOften,
    is ReboundException.Unavailable,
    -> true
    else -> false
}
