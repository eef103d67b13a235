package app.rebound

import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import mockwebserver3.MockResponse
import mockwebserver3.MockWebServer
import okhttp3.Response
import okhttp3.WebSocket
import okhttp3.WebSocketListener
import okio.ByteString.Companion.encodeUtf8
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.mobile.SyncEnd

/** What the socket's driver does with servers that are old, gone, slow, or something else altogether. */
class DriverTest {
    @TempDir lateinit var folder: Path
    private val mock = MockWebServer()
    private val account by lazy { Account(Secrets(1, mock.url("/").toString())) }

    @BeforeEach
    fun start() = mock.start()

    @AfterEach
    fun stop() = mock.close()

    @Test
    fun aServerThatIsGoneIsOfflineAndKeepsWhatWasRecorded() = online {
        val gone = account
        mock.close()
        open(folder).use {
            it.record(session(25))
            assertEquals(SyncOutcome.Offline, it.syncOnce(gone, PATIENCE))
            assertEquals(1, it.facts().size)
        }
    }

    @Test
    fun whatAServerAnswersInsteadOfASocketIsToldByWhatToDo() = online {
        open(folder).use { device ->
            suspend fun answered(status: Int): SyncOutcome {
                mock.enqueue(MockResponse(body = NEWS))
                mock.enqueue(MockResponse(code = status, body = "<html>"))
                return device.syncOnce(account, PATIENCE)
            }
            for (status in listOf(429, 503)) assertEquals(SyncOutcome.Offline, answered(status))
            for (status in listOf(200, 404)) {
                val refused = assertInstanceOf(SyncOutcome.Refused::class.java, answered(status))
                assertInstanceOf(SyncEnd.NotTheProtocol::class.java, refused.end)
            }
            val refused = assertInstanceOf(SyncOutcome.Refused::class.java, answered(401))
            assertInstanceOf(SyncEnd.Refused::class.java, refused.end)
        }
        assertEquals("Bearer rbd_test", mock.takeRequest().headers["Authorization"])
    }

    @Test
    fun whatAServerAnswersInsteadOfNewsIsToldByWhatToDo() = online {
        open(folder).use { device ->
            suspend fun answered(status: Int, body: String): SyncOutcome {
                mock.enqueue(MockResponse(code = status, body = body))
                return device.syncOnce(account, PATIENCE)
            }
            assertEquals(SyncOutcome.Offline, answered(502, "<html>"))
            assertEquals(SyncOutcome.Offline, answered(429, problem("too_often")))
            val page = assertInstanceOf(SyncOutcome.Refused::class.java, answered(200, "<html>"))
            assertInstanceOf(SyncEnd.NotTheProtocol::class.java, page.end)
            for ((status, code) in listOf(401 to "unauthorised", 403 to "limit", 404 to "not_found")) {
                val refused = assertInstanceOf(SyncOutcome.Refused::class.java, answered(status, problem(code)))
                assertInstanceOf(SyncEnd.Refused::class.java, refused.end)
            }
        }
    }

    private fun problem(code: String) = """{"code": "$code", "detail": "why"}"""

    @Test
    fun bytesThatAreNotTheProtocolEndTheSyncWithAReason() = online {
        mock.enqueue(MockResponse(body = NEWS))
        mock.enqueue(upgraded { it.send("HTTP/1.1 200 OK".encodeUtf8()) })
        open(folder).use {
            val refused = assertInstanceOf(SyncOutcome.Refused::class.java, it.syncOnce(account, PATIENCE))
            assertTrue((refused.end as SyncEnd.NotTheProtocol).reason.isNotEmpty())
        }
    }

    @Test
    fun aServerThatSaysNothingTakesNoLongerThanItMay() = online {
        mock.enqueue(MockResponse(body = NEWS))
        mock.enqueue(upgraded {})
        open(folder).use { assertEquals(SyncOutcome.OutOfTime, it.syncOnce(account, 300.milliseconds)) }
    }

    @Test
    fun whoIsCancelledClosesTheSocket() = online {
        val closed = CompletableDeferred<Unit>()
        val opened = CompletableDeferred<Unit>()
        mock.enqueue(upgraded(closed) { opened.complete(Unit) })
        open(folder).use { device ->
            val live = launch { device.sync(account).collect {} }
            opened.await()
            live.cancel()
            closed.await()
        }
    }

    @Test
    fun anotherNetworkConnectsAnewAtOnce() = online {
        val sockets = MutableStateFlow(0)
        repeat(3) { mock.enqueue(upgraded { sockets.value++ }) }
        val wanted = MutableSharedFlow<Boolean>(replay = 1)
        open(folder).use { device ->
            val states = MutableStateFlow<LinkState?>(null)
            val live = launch { device.sync(account, wanted).collect { states.value = it } }
            for (expected in 1..3) {
                wanted.emit(true)
                sockets.first { it == expected }
            }
            wanted.emit(false)
            states.first { it == LinkState.Resting }
            live.cancel()
        }
    }

    @Test
    fun aRefusalIsTheEndOfALiveSync() = online {
        mock.enqueue(MockResponse(code = 401))
        open(folder).use {
            assertInstanceOf(LinkState.Ended::class.java, it.sync(account).first { state -> state is LinkState.Ended })
        }
    }

    private fun upgraded(closed: CompletableDeferred<Unit>? = null, greet: (WebSocket) -> Unit) =
        MockResponse.Builder().webSocketUpgrade(object : WebSocketListener() {
            override fun onOpen(webSocket: WebSocket, response: Response) = greet(webSocket)

            override fun onClosing(webSocket: WebSocket, code: Int, reason: String) {
                closed?.complete(Unit)
                webSocket.close(code, null)
            }

            override fun onFailure(webSocket: WebSocket, t: Throwable, response: Response?) {
                closed?.complete(Unit)
            }
        }).build()

    private companion object {
        /** A server's answer to a device that asks for the first time. */
        const val NEWS = """{"documents": [], "next": "00ff"}"""
    }
}
