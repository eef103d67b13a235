package app.rebound

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.FactBody
import rebound.core.ReboundException
import rebound.core.Removal
import rebound.core.ScoreReport
import rebound.mobile.SyncEnd
import rebound.mobile.SyncState

/** The rows of `mobile-ffi/scenarios.md` that need no server, each under its name. */
class ScenariosTest {
    @TempDir lateinit var folder: Path

    @Test
    fun open() = runTest {
        val recorded = open(folder).use {
            assertEquals(emptyList<Any>(), it.facts())
            it.record(session(25))
            it.facts()
        }
        open(folder).use { assertEquals(recorded, it.facts()) }
        assertEquals(listOf(deviceId(1)), recorded.map { it.device })
    }

    @Test
    fun record() = runTest {
        open(folder).use {
            val wrong = it.record(attempt(LocalDate.of(2026, 2, 1)))
            val right = it.correct(wrong, attempt(LocalDate.of(2026, 3, 1)))
            val corrected = it.facts().associate { fact -> fact.id to fact.supersedes }
            assertEquals(mapOf(wrong to null, right to wrong), corrected)
            it.record(FactBody.Removal(Removal(right)))
            assertEquals(3, it.facts().size)
            assertNull(it.briefing(EXAM).comparison)
            val tooLong = refused<ReboundException.Invalid> { it.record(session(0)) }
            assertEquals("body.study_session.minutes", tooLong.field)
            val slip = attempt(LocalDate.of(2026, 3, 1), ScoreReport(overall = 760.0, passMark = 750.0))
            assertEquals("body.attempt.report.overall", refused<ReboundException.Invalid> { it.check(slip) }.field)
        }
    }

    @Test
    fun plan() = runTest {
        val pages = Files.list(Project.cases).sorted().toList().count { case ->
            val tells = open(folder, number = 2).use { it.tellsWhatTheCoreTells(case) }
            Files.delete(folder.resolve("device-2.db"))
            tells
        }
        assertTrue(pages >= 40, "$pages")
    }

    /** False where the core itself has nothing to tell of a case. */
    private suspend fun Device.tellsWhatTheCoreTells(case: Path): Boolean {
        val imported = runCatching { importJson(Files.readString(case)) }
        if (imported.exceptionOrNull() is ReboundException.Invalid) return false
        val last = facts().maxBy { it.at.utc }.at
        val moment = last.utc.atZone(ZoneId.of(last.zone)).format(DateTimeFormatter.ISO_ZONED_DATE_TIME)
        fun core(vararg form: String) = Project.derive("$case", "--now", moment, *form)
        val exam = Regex(""""known": \{\s+"code": "(.+?)"""").find(core())?.groupValues?.get(1) ?: return false
        val now = at(last.utc, last.zone)
        assertEquals(core("--page"), rendered(page(exam, now)) + "\n", "$case")
        assertEquals(core("--report"), annotatedReport(exam, now).orEmpty(), "$case")
        return true
    }

    @Test
    fun panic() = runTest {
        open(folder).use { device ->
            val kept = List(3) { device.record(session(25)) }.toMutableSet()
            val bug = refused<ReboundException.Bug> { device.change { panicInRecord(session(5), at(MONDAY)) } }
            assertEquals("bug" to "on purpose, with a fact half recorded", bug.code() to bug.reason)
            refused<ReboundException.Paused> { device.facts() }
            assertFalse(device.isAwake.value)
            device.resume()
            assertEquals(kept, device.facts().map { it.id }.toSet())
            kept += device.record(session(5))
            device.pause()
            device.resume()
            assertEquals(kept, device.facts().map { it.id }.toSet())
        }
    }

    @Test
    fun secretStore() = runTest {
        for (late in listOf(false, true)) for (call in 1..5) {
            val secrets = Secrets()
            secrets.failsAt = call
            secrets.failsLate = late
            val number = if (late) call + 5 else call
            val locked = refused<ReboundException.SecretsUnavailable> { open(folder, number, secrets) }
            assertTrue("locked" in locked.reason, locked.reason)
            assertFalse(Files.exists(folder.resolve("device-$number.db")))
            val kept = secrets.kept.toMap()
            open(folder, number, secrets).close()
            // What was put away is taken: nothing is drawn in its place.
            for ((name, value) in kept) assertArrayEquals(value, secrets.kept[name])
            assertEquals(mapOf("device" to 8, "key" to 32), secrets.kept.mapValues { it.value.size })
        }
        val secrets = Secrets()
        open(folder, 11, secrets).close()
        assertEquals(5, secrets.calls, "each of them is tried above")
    }

    @Test
    fun zones() = runTest {
        open(folder).use {
            // Half past one in Berlin, where the clocks go on at two; the night after it still belongs to Sunday.
            val night = Instant.parse("2026-03-29T00:30:00Z")
            for (hours in listOf(0L, 24, 28)) {
                it.record(session(10), at(night.plus(Duration.ofHours(hours)), "Europe/Berlin"))
            }
            val later = it.summary(EXAM, at(night.plus(Duration.ofDays(7)), "America/New_York"))
            val weeks = later.weeks.associate { week -> week.week to week.total.minutes }
            assertEquals(mapOf("2026-W13" to 20u, "2026-W14" to 10u), weeks)
            assertEquals(setOf("Europe/Berlin"), it.facts().map { fact -> fact.at.zone }.toSet())
            val moments = listOf("1990-01-01T00:00:00Z", "2199-12-31T23:59:59.999Z").map(Instant::parse)
            for (moment in moments) it.record(session(1), at(moment, "+05:30"))
            assertTrue(it.facts().map { fact -> fact.at.utc }.containsAll(moments))
            val kept = it.record(attempt(LocalDate.of(2028, 2, 29)), at(MONDAY, "Pacific/Kiritimati"))
            val body = it.facts().first { fact -> fact.id == kept }.body as FactBody.Attempt
            assertEquals(LocalDate.of(2028, 2, 29), body.attempt.satOn)
        }
    }

    @Test
    fun tenThousandFacts() = runTest {
        open(folder).use { it.importJson(tenThousandAnswers()) }
        open(folder).use {
            assertEquals(10_000, it.facts().size)
            assertEquals(10_000uL, it.summary(EXAM).total.answered)
        }
    }

    @Test
    fun secondProcess() = runTest {
        open(folder).close()
        Child.start("hold", folder).use { other ->
            assertEquals("open", other.line())
            refused<ReboundException.OpenElsewhere> { open(folder) }
            other.answer("go on")
            assertEquals("recorded", other.line())
        }
        open(folder).use { assertEquals(1, it.facts().size) }
    }

    @Test
    fun kill() = runTest {
        val returned = mutableSetOf<String>()
        for (round in 0 until 50) {
            Child.start("record", folder).use { child ->
                repeat(round % 5 + 1) { child.line()?.let(returned::add) }
                child.kill()
                generateSequence(child::line).forEach(returned::add)
            }
        }
        assertTrue(returned.size >= 50)
        open(folder).use { assertEquals(emptySet<String>(), returned - it.facts().map { fact -> fact.id }.toSet()) }
    }

    @Test
    fun newerDatabase() = runTest {
        open(folder).use { it.record(session(25)) }
        val database = folder.resolve("device-1.db")
        // The version of a SQLite file that its program keeps: four bytes, the highest first.
        Files.newByteChannel(database, StandardOpenOption.WRITE).use {
            it.position(60).write(java.nio.ByteBuffer.wrap(byteArrayOf(0, 0, 3, 0)))
        }
        val before = Files.readAllBytes(database)
        refused<ReboundException.UpdateNeeded> { open(folder) }
        assertArrayEquals(before, Files.readAllBytes(database))
    }

    @Test
    fun upgrade() = runTest {
        Files.copy(Project.golden("device.v1.db"), folder.resolve("device-1.db"))
        open(folder).use { upgraded ->
            open(folder, number = 2).use {
                it.importJson(Files.readString(Project.golden("device.v1.json")))
                assertEquals(it.facts().map { fact -> fact.id }, upgraded.facts().map { fact -> fact.id })
                assertEquals(it.facts().map { fact -> fact.body }, upgraded.facts().map { fact -> fact.body })
            }
        }
    }

    @Test
    fun twoThreads() = runTest {
        open(folder).use { device ->
            val recorded = (1..2).map {
                async(Dispatchers.Default) { List(50) { device.record(session(1)) } }
            }.awaitAll().flatten()
            assertEquals(recorded.toSet(), device.facts().map { it.id }.toSet())
            assertEquals(100, device.facts().size)
        }
    }

    @Test
    fun afterClose() = runTest {
        val device = open(folder)
        val link = device.guard { connect(at(MONDAY)) }
        repeat(2) { device.close() }
        refused<DeviceClosedException> { device.facts() }
        refused<DeviceClosedException> { device.record(session(25)) }
        refused<DeviceClosedException> { device.resume() }
        refused<NoSuchElementException> { device.changes.first() }
        assertEquals(SyncState.Ended(SyncEnd.Lost), link.receive(ByteArray(1), 0uL).state)
    }

    @Test
    fun listenerThrows() = runTest {
        open(folder).use { device ->
            val own = refused<ArithmeticException> { device.watch { 1 / facts().size }.collect {} }
            assertEquals("/ by zero", own.message)
            device.record(session(25))
            assertEquals(1, device.watch { 1 / facts().size }.first())
        }
    }

    @Test
    fun absurdDates() = runTest {
        open(folder).use {
            for (day in listOf(LocalDate.MIN, LocalDate.of(1900, 3, 1), LocalDate.MAX)) {
                val wrong = refused<ReboundException.Invalid> { it.record(attempt(day)) }
                assertTrue(wrong.field in setOf("day", "body.attempt.sat_on"), wrong.field)
            }
            for (moment in listOf(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
                assertEquals("at", refused<ReboundException.Invalid> { it.record(session(5), at(moment)) }.field)
                it.plan(EXAM, at(moment))
            }
            val nowhere = at(MONDAY, "Mars/Olympus")
            assertEquals("zone", refused<ReboundException.Invalid> { it.record(session(5), nowhere) }.field)
            assertEquals(emptyList<Any>(), it.facts())
        }
    }

    @Test
    fun hugeText() = runTest {
        open(folder).use {
            val gigabyte = "x".repeat(1 shl 30)
            val refused = runCatching { it.importJson(gigabyte) }.exceptionOrNull()
            assertTrue(refused is ReboundException.Invalid || refused is OutOfMemoryError, "$refused")
            it.record(session(25))
            assertEquals(1, it.facts().size)
        }
    }

    @Test
    fun fullDisk() {
        Child.onSmallDisk("fill", folder).use { child ->
            val told = generateSequence(child::line).toList()
            assertEquals(listOf("storage_full", "kept", "recorded", "there"), told)
        }
    }
}
