package app.rebound.examples

import app.rebound.Account
import app.rebound.Clock
import app.rebound.Device
import app.rebound.SystemClock
import app.rebound.awaitDevice
import app.rebound.beginPairing
import app.rebound.briefing
import app.rebound.claim
import app.rebound.confirmInvite
import app.rebound.confirmPairing
import app.rebound.devices
import app.rebound.facts
import app.rebound.followProgress
import app.rebound.invite
import app.rebound.invites
import app.rebound.join
import app.rebound.plan
import app.rebound.progress
import app.rebound.record
import app.rebound.register
import app.rebound.shareProgress
import app.rebound.syncOnce
import app.rebound.syncStatus
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.time.LocalDate
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import rebound.core.Activity
import rebound.core.Attempt
import rebound.core.Availability
import rebound.core.DomainReading
import rebound.core.Evidence
import rebound.core.FactBody
import rebound.core.Now
import rebound.core.Outcome
import rebound.core.ScoreReport
import rebound.core.SecretStore
import rebound.core.Slot
import rebound.core.SlotPlace
import rebound.core.StudySession
import rebound.core.Weekday
import rebound.core.WeeklySlot

private const val EXAM = "SY0-701"
private val DEADLINE = 30.seconds

/**
 * The evening after a failed attempt, the commute of the next morning, a second device, and a sync that a study
 * partner sees something of. The one argument is the address of a server where anybody may join.
 */
fun main(arguments: Array<String>) = runBlocking {
    val folder = Files.createTempDirectory("rebound-evening-")
    val clock = StoryClock(Instant.parse("2026-03-02T21:00:00Z"))
    val secrets = Memory()
    Device.open(folder.resolve("phone.db"), secrets, clock).use { phone ->
        evening(phone)
        clock.moment = Instant.parse("2026-03-03T06:40:00Z")
        commute(phone)
        val account = Account(secrets)
        atHome(phone, account, arguments.first())
        secondDevice(account, folder.resolve("tablet.db"), clock)
        partner(phone, account, arguments.first(), folder.resolve("kim.db"))
    }
}

private suspend fun evening(phone: Device) {
    val sat = LocalDate.of(2026, 3, 2)
    phone.record(FactBody.Attempt(Attempt(EXAM, sat, "Europe/Berlin", outcome = Outcome.FAIL, report = report())))
    phone.record(FactBody.Availability(Availability(slots = trainOnWeekdays())))
    val told = phone.briefing(EXAM)
    println("The evening")
    println("  " + told.exam.title + ": " + told.eligibility.verdict)
    for (domain in told.estimates) println("  " + domain.said.text)
}

private suspend fun commute(phone: Device) {
    println("On the train, without a network")
    val block = phone.plan(EXAM).days.first { it.blocks.isNotEmpty() }.blocks.first()
    println("  " + block.reasons.first().said.text)
    val session = StudySession(EXAM, domain = "4", minutes = 25u, activity = Activity.READING)
    phone.record(FactBody.StudySession(session))
    println("  recorded; ${phone.syncStatus().pending} documents wait for the server")
}

private suspend fun atHome(phone: Device, account: Account, server: String) {
    println("At home")
    val made = account.register(server, "Sam’s phone")
    println("  The recovery code, to be written down: ${made.recoveryCode.length} characters")
    println("  " + phone.syncOnce(account, DEADLINE))
}

/** Two devices in one program: each does its part as if the other were somewhere else. */
private suspend fun secondDevice(phone: Account, database: Path, clock: Clock) = coroutineScope {
    println("The tablet")
    val pairing = phone.beginPairing()
    val secrets = Memory()
    val tablet = Account(secrets)
    val joined = async { tablet.join(pairing.link, "Sam’s tablet") }
    for (asking in phone.awaitDevice(pairing.text)) {
        println("  “${asking.name}” asks for the key")
        val shown = phone.confirmPairing(pairing.text, asking.device)
        println("  both show the same: ${shown == joined.await()}")
    }
    Device.open(database, secrets, clock).use {
        it.syncOnce(tablet, DEADLINE)
        println("  ${it.facts().size} facts are there")
    }
    for (device in phone.devices()) println("  ${device.name} is a device of the account")
}

private suspend fun partner(phone: Device, owner: Account, server: String, database: Path) {
    println("A study partner")
    val shared = phone.shareProgress("kim")
    phone.syncOnce(owner, DEADLINE)
    val link = owner.invite("kim").link
    val secrets = Memory()
    Device.open(database, secrets).use { kim ->
        val account = Account(secrets)
        account.register(server, "Kim’s phone")
        println("  both show the same: ${kim.followProgress(link).fingerprint == shared.fingerprint}")
        account.claim(link)
        for (invite in owner.invites("kim")) {
            if (invite.claimedBy != null) owner.confirmInvite("kim", invite.invite)
        }
        kim.syncOnce(account, DEADLINE)
        for (week in kim.progress(shared.document)) {
            println("  Kim sees ${week.week}: ${week.sessions} session on ${week.studyDays} day")
        }
    }
}

/** A key store that forgets: an app's is the platform's own, see `android/KeystoreSecrets.kt`. */
private class Memory : SecretStore {
    private val kept = ConcurrentHashMap<String, ByteArray>()

    override fun get(name: String): ByteArray? = kept[name]

    override fun put(name: String, secret: ByteArray) {
        kept[name] = secret
    }

    override fun delete(name: String) {
        kept.remove(name)
    }
}

private fun report() = ScoreReport(
    overall = 684.0,
    passMark = 750.0,
    domains = listOf(DomainReading("4", Evidence.MissedObjectives(listOf("4.1", "4.4", "4.8"), of = 9u))),
)

private fun trainOnWeekdays() = Weekday.entries.take(5).map {
    WeeklySlot(it, Slot(startMinute = 455u, minutes = 35u, place = SlotPlace.COMMUTE))
}

/** A clock that shows the moments of the story. */
private class StoryClock(var moment: Instant) : Clock {
    override fun now() = Now(moment, "Europe/Berlin", bootMs())

    override fun bootMs() = SystemClock.bootMs()
}
