@file:Suppress("unused")

package app.rebound.guide

import android.content.Context
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import app.rebound.Account
import app.rebound.Device
import app.rebound.LinkState
import app.rebound.SyncOutcome
import app.rebound.android.KeystoreSecrets
import app.rebound.awaitDevice
import app.rebound.beginPairing
import app.rebound.briefing
import app.rebound.claim
import app.rebound.confirmInvite
import app.rebound.confirmPairing
import app.rebound.endDevice
import app.rebound.exportJson
import app.rebound.facts
import app.rebound.followProgress
import app.rebound.importJson
import app.rebound.invite
import app.rebound.invites
import app.rebound.join
import app.rebound.plan
import app.rebound.record
import app.rebound.recover
import app.rebound.register
import app.rebound.shareProgress
import app.rebound.sync
import app.rebound.syncOnce
import java.io.File
import java.nio.file.Path
import java.time.LocalDate
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.launch
import okhttp3.CertificatePinner
import okhttp3.OkHttpClient
import rebound.core.Attempt
import rebound.core.FactBody
import rebound.core.Message
import rebound.core.OtherDevices
import rebound.core.Outcome
import rebound.core.Plan
import rebound.core.ReboundException
import rebound.core.SecretStore
import rebound.mobile.SyncState

// What `README.md` shows, so that it compiles. A test compares the two.

private suspend fun openADevice(folder: Path, secrets: SecretStore) {
    Device.open(folder.resolve("rebound.db"), secrets).use { device ->
        println(device.facts().size)
    }
}

private suspend fun onAndroid(context: Context): Device {
    val secrets = KeystoreSecrets(File(context.noBackupFilesDir, "secrets"))
    return Device.open(File(context.noBackupFilesDir, "rebound.db").toPath(), secrets)
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

private suspend fun aServer(secrets: SecretStore, show: (String) -> Unit) {
    val account = Account(secrets)
    show(account.warnings().beforeFirstSync.text)
    val made = account.register("https://sync.example.org", "Sam’s phone")
    show(made.recoveryCode)                           // once, to be written down
}

private suspend fun theOldDevice(
    account: Account,
    show: (String, String) -> Unit,
    isTheirs: suspend (String) -> Boolean,
    compare: (String) -> Unit,
) {
    val pairing = account.beginPairing()
    show(pairing.text, pairing.link)                  // as text, and the link as a picture
    for (asking in account.awaitDevice(pairing.text)) {
        if (isTheirs(asking.name)) compare(account.confirmPairing(pairing.text, asking.device))
        else account.endDevice(asking.device)
    }
}

private suspend fun theNewDevice(path: Path, secrets: SecretStore, scanned: String, compare: (String) -> Unit) {
    val account = Account(secrets)
    compare(account.join(scanned, "Sam’s tablet"))    // both devices show the same
    val device = Device.open(path, secrets)
    println(device.syncOnce(account, within = 30.seconds))
}

private suspend fun thePaper(account: Account, typed: String) {
    account.recover(typed, "https://sync.example.org", "Sam’s new phone", OtherDevices.END)
}

private suspend fun share(device: Device, account: Account, send: (String) -> Unit) {
    device.shareProgress("kim")
    device.syncOnce(account, within = 30.seconds)
    send(account.invite("kim").link)
}

private suspend fun follow(device: Device, account: Account, link: String, compare: (String) -> Unit) {
    compare(device.followProgress(link).fingerprint)
    account.claim(link)
}

private suspend fun letIn(account: Account, hasCompared: suspend (String) -> Boolean) {
    for (invite in account.invites("kim")) {
        val who = invite.claimedBy ?: continue
        if (hasCompared(who)) account.confirmInvite("kim", invite.invite)
    }
}

private fun live(device: Device, account: Account, visible: Flow<Boolean>, scope: CoroutineScope) {
    scope.launch {
        device.sync(account, wanted = visible).collect { state ->
            when (state) {
                is LinkState.Connected -> println(state.state is SyncState.UpToDate)
                is LinkState.Ended -> println(state.end)
                LinkState.Connecting, LinkState.Offline, LinkState.Resting -> println("what is recorded waits")
            }
        }
    }
}

private class SyncWorker(
    context: Context,
    parameters: WorkerParameters,
    private val device: Device,
    private val account: Account,
) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result =
        when (device.syncOnce(account, within = 8.minutes)) {
            SyncOutcome.Complete -> Result.success()
            SyncOutcome.OutOfTime, SyncOutcome.Offline -> Result.retry()
            is SyncOutcome.Refused -> Result.failure()
        }
}

private fun everyHour(context: Context) {
    val online = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()
    val work = PeriodicWorkRequestBuilder<SyncWorker>(1, TimeUnit.HOURS).setConstraints(online).build()
    WorkManager.getInstance(context).enqueueUniquePeriodicWork("sync", ExistingPeriodicWorkPolicy.KEEP, work)
}

private fun pinned(secrets: SecretStore): Account {
    val pins = CertificatePinner.Builder().add("sync.example.org", "sha256/…")
    return Account(secrets, OkHttpClient.Builder().certificatePinner(pins.build()).build())
}

private suspend fun upgrade(old: Device, new: Device) {
    val everything = old.exportJson()                 // the open form: the person's own
    new.importJson(everything)
}
