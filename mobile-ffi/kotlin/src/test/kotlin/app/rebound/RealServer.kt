package app.rebound

import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import rebound.mobile.SyncState

/** How long a test waits for what has to come. */
val PATIENCE = 20.seconds

val UP_TO_DATE = LinkState.Connected(SyncState.UpToDate)

/** A test of what really comes over a network, and in real time. */
fun online(test: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(PATIENCE * 2) { test() } }

/** The real server, as a process of its own on a free port. */
class RealServer(data: Path) : AutoCloseable {
    private val process = ProcessBuilder(
        "${Project.programs.resolve("rebound-sync-server")}", "serve", "--data", "$data", "--listen", "127.0.0.1:0",
    ).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    private val http = OkHttpClient()

    val address = process.inputReader().readLine().let { "http://" + it.substringAfter("ws://").substringBefore("/") }

    /** Where a device of this number syncs: of a new account, or of [owner]'s. */
    fun register(number: Int, owner: Server? = null): Server {
        val path = if (owner == null) "/v1/accounts" else "/v1/devices"
        val answer = request("POST", path, owner, """{"device": "${deviceId(number)}"}""")
        return Server(address, answer.field("credential"), answer.field("account"))
    }

    fun grant(owner: Server, document: String, reader: Server) {
        request("PUT", "/v1/documents/$document/grants/${reader.account}", owner, """{"role": "reader"}""")
    }

    fun revoke(owner: Server, number: Int) {
        request("DELETE", "/v1/devices/${deviceId(number)}", owner, null)
    }

    override fun close() {
        process.destroy()
        process.waitFor()
    }

    private fun request(method: String, path: String, caller: Server?, body: String?): String {
        val request = Request.Builder().url(address + path).method(method, body?.toRequestBody())
        if (body != null) request.header("Content-Type", "application/json")
        if (caller != null) request.header("Authorization", "Bearer ${caller.credential}")
        return http.newCall(request.build()).execute().use {
            check(it.isSuccessful) { "$method $path: ${it.code}" }
            it.body.string()
        }
    }

    private fun String.field(name: String) = Regex("\"$name\":\\s*\"?([^\",}]+)").find(this)!!.groupValues[1]
}
