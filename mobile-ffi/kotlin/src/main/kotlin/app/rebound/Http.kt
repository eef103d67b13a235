package app.rebound

import java.io.IOException
import java.time.Duration
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.Response
import okhttp3.WebSocket
import okhttp3.WebSocketListener
import okio.BufferedSink
import rebound.core.HttpHeader
import rebound.core.HttpReply
import rebound.core.HttpRequest
import rebound.core.ReboundException

/**
 * The app's client, as the library's requests go through it.
 */
internal class Http(app: OkHttpClient) {
    private val client = app.newBuilder().followRedirects(false).build()

    /** OkHttp ends a socket itself whose answer to a ping is missing. */
    private val pinging by lazy { client.newBuilder().pingInterval(PING_EVERY).build() }

    /**
     * What the server answers, with whatever status. Cancelling the coroutine cancels the request.
     *
     * @throws ReboundException.Offline if there is no answer
     * @throws ReboundException.NotAServer if it is longer than it may be
     */
    suspend fun perform(request: HttpRequest): HttpReply = suspendCancellableCoroutine { waiting ->
        val call = client.newCall(request.okHttp())
        waiting.invokeOnCancellation { call.cancel() }
        call.enqueue(object : Callback {
            override fun onResponse(call: Call, response: Response) =
                try {
                    waiting.resume(response.use { it.reply(request.replyBytesMax.toLong()) })
                } catch (failure: IOException) {
                    onFailure(call, failure)
                } catch (tooLong: ReboundException.NotAServer) {
                    waiting.resumeWithException(tooLong)
                }

            override fun onFailure(call: Call, e: IOException) =
                waiting.resumeWithException(ReboundException.Offline("$e"))
        })
    }

    fun socket(request: HttpRequest, listener: WebSocketListener): WebSocket =
        pinging.newWebSocket(request.okHttp(), listener)

    private fun HttpRequest.okHttp(): Request {
        val told = Request.Builder()
        try {
            told.url(url)
        } catch (wrong: IllegalArgumentException) {
            throw ReboundException.Invalid("server", wrong.message.orEmpty())
        }
        for (line in headers) told.header(line.name, line.value)
        // OkHttp sends neither without a body.
        val said = if (method == "POST" || method == "PUT") Said(body ?: ByteArray(0), method) else null
        return told.method(method, said).build()
    }

    private fun Response.reply(bytesMax: Long): HttpReply {
        val said = body.source()
        if (said.request(bytesMax + 1)) throw ReboundException.NotAServer("an answer of more than $bytesMax bytes")
        return HttpReply(code.toUShort(), headers.map { (name, value) -> HttpHeader(name, value) }, said.readByteArray())
    }

    /**
     * What a request says. OkHttp sends again what had no answer; what makes something new each time is left
     * to the library.
     */
    private class Said(private val bytes: ByteArray, private val method: String) : RequestBody() {
        override fun contentType(): MediaType? = null

        override fun contentLength(): Long = bytes.size.toLong()

        override fun isOneShot(): Boolean = method == "POST"

        override fun writeTo(sink: BufferedSink) {
            sink.write(bytes)
        }
    }

    private companion object {
        val PING_EVERY: Duration = Duration.ofSeconds(20)
    }
}
