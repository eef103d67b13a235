@file:Suppress("unused")

package app.rebound.guide

import androidx.work.CoroutineWorker
import app.rebound.Device
import app.rebound.LinkState
import app.rebound.Server
import app.rebound.SyncOutcome
import app.rebound.briefing
import app.rebound.exportJson
import app.rebound.facts
import app.rebound.importJson
import app.rebound.plan
import app.rebound.record
import app.rebound.sync
import app.rebound.syncOnce
import java.nio.file.Path
import java.time.LocalDate
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.launch
import okhttp3.CertificatePinner
import okhttp3.OkHttpClient
import rebound.core.Attempt
import rebound.core.FactBody
import rebound.core.Message
import rebound.core.Outcome
import rebound.core.Plan
import rebound.core.ReboundException
import rebound.mobile.SyncState

// What `README.md` shows, so that it compiles. A test compares the two.

private suspend fun openADevice(folder: Path, id: String, key: ByteArray) {
    Device.open(folder.resolve("rebound.db"), id, key).use { device ->
        println(device.facts().size)
    }
}

private suspend fun firstFact(device: Device, show: (String, String) -> Unit) {
    val attempt = Attempt(
        exam = "SY0-701",
        satOn = LocalDate.of(2026, 3, 2),
        zone = "Europe/Berlin",
        outcome = Outcome.FAIL,
    )
    try {
        device.record(FactBody.Attempt(attempt))      // on the disk when this returns
    } catch (wrong: ReboundException.Invalid) {
        show(wrong.field, wrong.reason)
    }
}

private fun planOnTheScreen(device: Device, scope: CoroutineScope, show: (Plan) -> Unit) {
    scope.launch {
        device.watch { plan("SY0-701") }.collect(show)   // now, and after each change
    }
}

private suspend fun wordsOfYourOwn(device: Device, words: (Message) -> String) {
    for (domain in device.briefing("SY0-701").estimates) println(words(domain.said))
}

private fun aServer(credential: String, account: String) {
    val server = Server("https://sync.example.org", credential, account)
    println(server)
}

private fun live(device: Device, server: Server, visible: Flow<Boolean>, scope: CoroutineScope) {
    scope.launch {
        device.sync(server, wanted = visible).collect { state ->
            when (state) {
                is LinkState.Connected -> println(state.state is SyncState.UpToDate)
                is LinkState.Ended -> println(state.end)
                LinkState.Connecting, LinkState.Offline, LinkState.Resting -> println("what is recorded waits")
            }
        }
    }
}

private class SyncWorker(private val device: Device, private val server: Server) : CoroutineWorker() {
    override suspend fun doWork(): Result =
        when (device.syncOnce(server, within = 8.minutes)) {
            SyncOutcome.Complete -> Result.success()
            SyncOutcome.OutOfTime, SyncOutcome.Offline -> Result.retry()
            is SyncOutcome.Refused -> Result.failure()
        }
}

private fun pinned(address: String, credential: String, account: String): Server {
    val pins = CertificatePinner.Builder().add("sync.example.org", "sha256/…")
    return Server(address, credential, account, OkHttpClient.Builder().certificatePinner(pins.build()).build())
}

private suspend fun upgrade(old: Device, new: Device) {
    val everything = old.exportJson()                 // the open form: the person's own
    new.importJson(everything)
}
