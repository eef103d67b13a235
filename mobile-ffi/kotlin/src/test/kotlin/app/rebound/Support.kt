package app.rebound

import java.nio.file.Path
import java.time.Instant
import java.time.LocalDate
import rebound.core.Activity
import rebound.core.Attempt
import rebound.core.FactBody
import rebound.core.Now
import rebound.core.Outcome
import rebound.core.ScoreReport
import rebound.core.SecretStore
import rebound.core.StudySession

const val EXAM = "SY0-701"
val KEY = ByteArray(32) { 7 }
val OTHER_KEY = ByteArray(32) { 9 }
val MONDAY: Instant = Instant.parse("2026-03-02T18:00:00Z")

/** The wall clock stands on a Monday evening; the boot clock goes on. */
object MondayClock : Clock {
    override fun now() = at(MONDAY)

    override fun bootMs() = SystemClock.bootMs()
}

fun at(moment: Instant, zone: String = "America/New_York") = Now(moment, zone, SystemClock.bootMs())

/** Opens the device of this number in [folder]. */
suspend fun open(folder: Path, number: Int = 1, secrets: SecretStore = Secrets(number)) =
    Device.open(folder.resolve("device-$number.db"), secrets, MondayClock)

fun deviceId(number: Int) = "%016x".format(number)

fun session(minutes: Int, domain: String? = "4") =
    FactBody.StudySession(
        StudySession(EXAM, domain = domain, minutes = minutes.toUInt(), activity = Activity.READING)
    )

fun attempt(satOn: LocalDate, report: ScoreReport? = null, outcome: Outcome = Outcome.FAIL) =
    FactBody.Attempt(
        Attempt(EXAM, satOn = satOn, zone = "America/New_York", outcome = outcome, report = report)
    )

/** Ten thousand answers in the open form, over four weeks. */
fun tenThousandAnswers(): String {
    val body = """{"answer": {"exam": "SY0-701", "domain": "4", "bank": "b", "question": "q",
        "result": "correct", "conditions": "timed"}}"""
    val facts = (0 until 10_000).joinToString { number ->
        """{"id": "f%05d", "at": "2026-02-%02dT12:00:00Z", "body": $body}""".format(number, number % 28 + 1)
    }
    return """{"format": "rebound-facts", "version": 1, "facts": [$facts]}"""
}

/** What [call] fails with: a [T], or the test has failed. */
inline fun <reified T : Throwable> refused(call: () -> Unit): T =
    try {
        call()
        throw AssertionError("nothing was refused; expected ${T::class.simpleName}")
    } catch (refusal: Throwable) {
        refusal as? T ?: throw refusal
    }

/** Files of the repository. */
object Project {
    private val root = Path.of("").toAbsolutePath().parent.parent

    fun golden(name: String): Path = root.resolve("core/tests/golden").resolve(name)

    /** What the core's own program prints. */
    fun derive(vararg arguments: String): String {
        val program = programs.resolve("examples/derive")
        val process = ProcessBuilder(listOf("$program") + arguments).start()
        return process.inputReader().readText()
    }

    val programs: Path = Path.of(System.getProperty("rebound.programs"))
    val cases: Path = root.resolve("core/tests/cases")
    val android: Path = root.resolve("mobile-ffi/kotlin/android")
    val scenarios: Path = root.resolve("mobile-ffi/scenarios.md")
}
