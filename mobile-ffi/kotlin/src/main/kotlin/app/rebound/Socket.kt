package app.rebound

import java.io.IOException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.delay
import okhttp3.Response
import okhttp3.WebSocket
import okhttp3.WebSocketListener
import okio.ByteString
import okio.ByteString.Companion.toByteString

/**
 * An open WebSocket: frames in, frames out. Closing it drops what was not sent.
 */
internal class Socket private constructor(private val socket: WebSocket, listener: Listener) : AutoCloseable {
    /** What arrives, in order; closed when the socket is gone. */
    val frames: ReceiveChannel<ByteString> = listener.frames

    /** Hands a frame to the network, once there is room for it. A socket that is gone takes none. */
    suspend fun send(frame: ByteArray) {
        // OkHttp closes a socket that is asked to keep more than this.
        while (socket.queueSize() > 0 && socket.queueSize() + frame.size > WAITING_BYTES_MAX) delay(ROOM_EVERY)
        socket.send(frame.toByteString())
    }

    override fun close() {
        frames.cancel()
        if (!socket.close(NORMAL, null)) socket.cancel()
    }

    /** What OkHttp tells on its own thread, which waits while the frames before are taken in. */
    private class Listener : WebSocketListener() {
        val opened = CompletableDeferred<Unit>()
        val frames = Channel<ByteString>(FRAMES_AHEAD)

        override fun onOpen(webSocket: WebSocket, response: Response) {
            opened.complete(Unit)
        }

        override fun onMessage(webSocket: WebSocket, bytes: ByteString) {
            frames.trySendBlocking(bytes)
        }

        override fun onClosing(webSocket: WebSocket, code: Int, reason: String) {
            frames.close()
            webSocket.close(NORMAL, null)
        }

        override fun onFailure(webSocket: WebSocket, t: Throwable, response: Response?) {
            opened.completeExceptionally(if (response == null) IOException(t) else NotUpgradedException(response.code))
            frames.close()
        }
    }

    companion object {
        /**
         * Opens a socket to the account's server.
         *
         * @throws IOException if there is no way to it
         * @throws NotUpgradedException if what answers opens none
         */
        suspend fun open(account: Account): Socket {
            val listener = Listener()
            val socket = account.http.socket(account.link(), listener)
            try {
                listener.opened.await()
            } catch (failure: Throwable) {
                socket.cancel()
                throw failure
            }
            return Socket(socket, listener)
        }

        private const val NORMAL = 1000
        private const val FRAMES_AHEAD = 4
        private const val WAITING_BYTES_MAX = 16L shl 20
        private val ROOM_EVERY = 10.milliseconds
    }
}

/** The server answered, and did not open a WebSocket. */
internal class NotUpgradedException(val status: Int) : Exception("HTTP status $status")
