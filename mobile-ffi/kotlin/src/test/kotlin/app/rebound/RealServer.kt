package app.rebound

import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import rebound.mobile.SyncState

/** How long a test waits for what has to come. */
val PATIENCE = 20.seconds

val UP_TO_DATE = LinkState.Connected(SyncState.UpToDate)

/** A test of what really comes over a network, and in real time. */
fun online(test: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(PATIENCE * 3) { test() } }

/** The real server, as a process of its own on a free port. */
class RealServer(data: Path) : AutoCloseable {
    private val process = ProcessBuilder(
        "${Project.programs.resolve("rebound-sync-server")}", "serve", "--data", "$data", "--listen", "127.0.0.1:0",
    ).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    val address = process.inputReader().readLine().let { "http://" + it.substringAfter("ws://").substringBefore("/") }

    /** The account of a device that has its secrets: a new one. */
    suspend fun register(secrets: Secrets, name: String = "phone") =
        Account(secrets).also { it.register(address, name) }

    override fun close() {
        process.destroy()
        process.waitFor()
    }
}

/** The account of a further device, paired by what an old one shows. */
suspend fun paired(old: Account, name: String, secrets: Secrets): Account = coroutineScope {
    val shown = old.beginPairing()
    val new = Account(secrets)
    val joined = async { new.join(shown.link, name) }
    val asking = old.awaitDevice(shown.text.lowercase()).single()
    assertEquals(name to true, asking.name to asking.wasTold)
    assertEquals(old.confirmPairing(shown.text, asking.device), joined.await())
    new
}
