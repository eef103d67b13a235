package app.rebound.examples

import app.rebound.Clock
import app.rebound.Device
import app.rebound.Server
import app.rebound.SystemClock
import app.rebound.briefing
import app.rebound.followProgress
import app.rebound.plan
import app.rebound.progress
import app.rebound.record
import app.rebound.shareProgress
import app.rebound.syncOnce
import app.rebound.syncStatus
import java.nio.file.Files
import java.nio.file.Path
import java.security.SecureRandom
import java.time.Instant
import java.time.LocalDate
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import rebound.core.Activity
import rebound.core.Attempt
import rebound.core.Availability
import rebound.core.DomainReading
import rebound.core.Evidence
import rebound.core.FactBody
import rebound.core.Now
import rebound.core.Outcome
import rebound.core.ScoreReport
import rebound.core.Slot
import rebound.core.SlotPlace
import rebound.core.StudySession
import rebound.core.Weekday
import rebound.core.WeeklySlot

private const val EXAM = "SY0-701"
private const val PHONE = "0000000000000001"
private const val SAM = "0000000000000002"
private const val KEY_BYTES = 32
private val DEADLINE = 30.seconds

/**
 * The evening after a failed attempt, the commute of the next morning, and a sync that a study partner sees
 * something of. The one argument is the address of a server where anybody may join.
 */
fun main(arguments: Array<String>) = runBlocking {
    val folder = Files.createTempDirectory("rebound-evening-")
    val clock = StoryClock(Instant.parse("2026-03-02T21:00:00Z"))
    Device.open(folder.resolve("phone.db"), PHONE, key(), clock).use { phone ->
        evening(phone)
        clock.moment = Instant.parse("2026-03-03T06:40:00Z")
        commute(phone)
        sync(phone, arguments.first(), folder)
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

private suspend fun sync(phone: Device, address: String, folder: Path) {
    println("At home")
    val server = register(address, PHONE)
    val invitation = phone.shareProgress("sam")
    println("  " + phone.syncOnce(server.reached, DEADLINE))
    Device.open(folder.resolve("sam.db"), SAM, key(), SystemClock).use { sam ->
        val partner = register(address, SAM)
        val grant = "/v1/documents/${invitation.document}/grants/${partner.reached.account}"
        ask(address + grant, "PUT", """{"role": "reader"}""", server.credential)
        sam.followProgress(invitation.text)
        sam.syncOnce(partner.reached, DEADLINE)
        for (week in sam.progress(invitation.document)) {
            println("  Sam sees ${week.week}: ${week.sessions} session on ${week.studyDays} day")
        }
    }
}

/** A server as one device reaches it, with the credential that an app keeps in its key store. */
private class Registered(val reached: Server, val credential: String)

/** The requests are those of `docs/http.md`. */
private fun register(address: String, device: String): Registered {
    val answer = ask("$address/v1/accounts", "POST", """{"device": "$device"}""")
    fun field(name: String) = Regex(""""$name":\s*"(.+?)"""").find(answer)!!.groupValues[1]
    return Registered(Server(address, field("credential"), field("account")), field("credential"))
}

private fun ask(url: String, method: String, body: String, credential: String? = null): String {
    val request = Request.Builder().url(url).method(method, body.toRequestBody())
    request.header("Content-Type", "application/json")
    if (credential != null) request.header("Authorization", "Bearer $credential")
    return OkHttpClient().newCall(request.build()).execute().use { it.body.string() }
}

private fun key() = ByteArray(KEY_BYTES).also(SecureRandom()::nextBytes)

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
