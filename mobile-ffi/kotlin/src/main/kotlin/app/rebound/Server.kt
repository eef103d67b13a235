package app.rebound

import java.time.Duration
import okhttp3.OkHttpClient
import rebound.core.AccountId

/**
 * The server that a device syncs with: its [address] such as `https://sync.example.org`, the [credential]
 * that it gave this device, and the [account] that the device belongs to there.
 *
 * The [client] is the app's own, with its proxy, its interceptors and, if it pins the server's certificate,
 * its `CertificatePinner`.
 */
public class Server(
    public val address: String,
    internal val credential: String,
    public val account: AccountId? = null,
    internal val client: OkHttpClient = OkHttpClient(),
) {
    internal val socketAddress get() = address.trimEnd('/') + "/sync"

    /** OkHttp ends a socket itself whose answer to a ping is missing. */
    internal val pinging by lazy { client.newBuilder().pingInterval(PING_EVERY).build() }

    override fun toString(): String = "Server($address)"

    private companion object {
        val PING_EVERY: Duration = Duration.ofSeconds(20)
    }
}
