package app.rebound

import java.net.HttpURLConnection
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.launch
import mockwebserver3.MockResponse
import mockwebserver3.MockWebServer
import mockwebserver3.SocketEffect
import okhttp3.Call
import okhttp3.EventListener
import okhttp3.Headers.Companion.headersOf
import okhttp3.OkHttpClient
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import rebound.core.ReboundException

/** What an account makes of what answers: a server that is gone, or is none, or has its reasons. */
class AnswersTest {
    private val mock = MockWebServer()
    private val address by lazy { mock.url("/").toString() }

    @BeforeEach
    fun start() = mock.start()

    @AfterEach
    fun stop() = mock.close()

    @Test
    fun whatAnswersAndIsNoSuchServerIsToldApart() = online {
        val account = Account(Secrets(1, address))
        val answers = listOf(
            Triple(200, "<html>Sign in to this network</html>", "not_a_server"),
            Triple(404, "nginx", "not_a_server"),
            Triple(502, "<html>Bad gateway</html>", "unavailable"),
            Triple(404, problem("not_found"), "server_outdated"),
            Triple(401, problem("unauthorised"), "signed_out"),
            Triple(403, problem("limit"), "refused"),
            Triple(429, problem("too_often"), "too_often"),
            Triple(500, problem("internal"), "unavailable"),
        )
        for ((status, body, code) in answers) {
            mock.enqueue(MockResponse(code = status, body = body))
            val refusal = refused<ReboundException> { account.devices() }
            assertEquals(code, refusal.code(), "$status $body: $refusal")
        }
        assertEquals("Bearer rbd_test", mock.takeRequest().headers["Authorization"])
    }

    @Test
    fun aServerThatAsksForAMomentIsGivenIt() = online {
        mock.enqueue(MockResponse(429, headersOf("Retry-After", "1"), problem("too_often")))
        mock.enqueue(MockResponse(body = "[]"))
        assertEquals(emptyList<Any>(), Account(Secrets(1, address)).devices())
        assertEquals(2, mock.requestCount)
    }

    @Test
    fun anAnswerWithoutAnEndIsNotTakenIn() = online {
        mock.enqueue(MockResponse(body = " ".repeat(17 shl 20)))
        refused<ReboundException.NotAServer> { Account(Secrets(1, address)).devices() }
    }

    @Test
    fun noAnswerIsOffline() = online {
        val account = Account(Secrets(1, address))
        // OkHttp tries a second time where it had no answer at all.
        repeat(2) { mock.enqueue(MockResponse.Builder().onRequestStart(SocketEffect.CloseSocket()).build()) }
        refused<ReboundException.Offline> { account.devices() }
        mock.close()
        refused<ReboundException.Offline> { account.devices() }
    }

    @Test
    fun nothingSecretGoesToAnotherAddress() = online {
        mock.enqueue(MockResponse(HttpURLConnection.HTTP_MOVED_PERM, headersOf("Location", "/elsewhere")))
        mock.enqueue(MockResponse(body = "[]"))
        refused<ReboundException.NotAServer> { Account(Secrets(1, address)).devices() }
        assertEquals(1, mock.requestCount)
    }

    @Test
    fun whoIsCancelledCancelsTheRequest() = online {
        mock.enqueue(MockResponse.Builder().onRequestStart(SocketEffect.Stall).build())
        val begun = CompletableDeferred<Unit>()
        val cancelled = CompletableDeferred<Unit>()
        val client = OkHttpClient.Builder().eventListener(object : EventListener() {
            override fun requestHeadersEnd(call: Call, request: okhttp3.Request) {
                begun.complete(Unit)
            }

            override fun canceled(call: Call) {
                cancelled.complete(Unit)
            }
        }).build()
        val asking = launch { Account(Secrets(1, address), client).devices() }
        begun.await()
        asking.cancel()
        cancelled.await()
    }

    @Test
    fun anAddressThatIsNoneIsInvalid() = online {
        for (wrong in listOf("", "not an address", "https://a/b", "http://a:99999")) {
            val invalid = refused<ReboundException.Invalid> { Account(Secrets(1)).register(wrong, "phone") }
            assertEquals("server", invalid.field)
        }
    }

    private fun problem(code: String) = """{"code": "$code", "detail": "why"}"""
}
