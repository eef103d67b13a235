package app.rebound

import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.Availability
import rebound.core.BlockState
import rebound.core.DomainReading
import rebound.core.Evidence
import rebound.core.EvidenceKind
import rebound.core.ExamChoice
import rebound.core.ExamOrigin
import rebound.core.ExamStatus
import rebound.core.FactBody
import rebound.core.FactId
import rebound.core.FactKind
import rebound.core.FactStanding
import rebound.core.LogPage
import rebound.core.LogQuery
import rebound.core.Questionnaire
import rebound.core.ReboundException
import rebound.core.Reply
import rebound.core.ScoreReport
import rebound.core.Slot
import rebound.core.SlotPlace
import rebound.core.Weekday
import rebound.core.WeeklySlot

/** One call for each screen, from choosing an exam to the log. */
class ScreensTest {
    @TempDir lateinit var folder: Path

    @Test
    fun anExamIsFoundAndTellsWhatItsReportPrints() = runTest {
        open(folder).use {
            val found = it.exams("sy0 701").first()
            assertEquals(Triple(EXAM, "CompTIA", ExamStatus.CURRENT), Triple(found.code, found.vendor, found.status))
            assertEquals(emptyList<Any>(), it.exams("pottery for beginners"))
            assertNull(it.chosenExam())
            it.record(FactBody.ExamChoice(ExamChoice(EXAM)))
            assertEquals(EXAM, it.chosenExam())
            val sheet = it.examSheet(EXAM)
            assertTrue(sheet.isChosen)
            assertEquals(listOf(EvidenceKind.MISSED_OBJECTIVES), sheet.reportForm?.evidence)
            assertEquals(listOf("1", "2", "3", "4", "5"), sheet.exam.domains.map { domain -> domain.id })
        }
    }

    @Test
    fun anExamOfOnesOwnIsInTheList() = runTest {
        val outline = """{"vendor": "Guild", "code": "LOCAL-1", "title": "Local exam", "domains": [
            {"id": "a", "name": "One", "weight": 60}, {"id": "b", "name": "Two", "weight": 40}]}"""
        open(folder).use {
            it.record(FactBody.ExamChoice(ExamChoice("LOCAL-1", outline)))
            val found = it.exams("guild").single()
            assertEquals("LOCAL-1" to ExamOrigin.CANDIDATE, found.code to found.origin)
        }
    }

    @Test
    fun theReportIsReadRowByRow() = runTest {
        open(folder).use {
            val sitting = it.failed()
            val report = it.report(EXAM)
            assertEquals(sitting to SAT_ON, report.sitting?.attempt to report.sitting?.satOn)
            val operations = report.rows.first { row -> row.domain == "4" }
            assertEquals(listOf(MISSED), operations.printed)
            assertTrue(operations.estimate!!.run { low < mean && mean < high })
            assertTrue(operations.meaning.text.isNotEmpty())
            assertTrue(it.annotatedReport(EXAM)!!.isNotEmpty())
            assertNotNull(it.eligibility(EXAM))
        }
    }

    @Test
    fun aReplyToAStatementIsThereAtTheNextLook() = runTest {
        open(folder).use {
            val sitting = it.failed()
            val before = it.statements(EXAM)
            assertEquals(Triple(16, 0u, sitting), Triple(before.rows.size, before.answered, before.attempt))
            it.record(FactBody.Questionnaire(Questionnaire(sitting, listOf(Reply(statement = 5u, agreement = 3u)))))
            val then = it.statements(EXAM)
            assertEquals(1u, then.answered)
            assertEquals(3.toUByte(), then.rows[4].agreement)
        }
    }

    @Test
    fun todayHasTheBlockOfNowTheNextOneAndWhatWasDone() = runTest {
        open(folder).use {
            it.failed()
            val dayBefore = at(ON_THE_TRAIN.minus(Duration.ofDays(1)))
            assertNotNull(it.shown(EXAM, dayBefore))
            assertNull(it.shown(EXAM, dayBefore))
            val early = it.today(EXAM, at(ON_THE_TRAIN.minus(Duration.ofMinutes(20))))
            assertEquals(LocalDate.of(2026, 3, 10), early.date)
            assertNull(early.now)
            assertEquals(435.toUShort() to SlotPlace.COMMUTE, early.next?.run { startMinute to place })
            val today = it.today(EXAM, at(ON_THE_TRAIN.plus(Duration.ofMinutes(1))))
            assertEquals(BlockState.BEGUN, today.now?.state)
            assertEquals(today.blocks.first(), today.now)
            val evening = at(ON_THE_TRAIN.plus(Duration.ofHours(4)))
            val over = it.today(EXAM, evening).blocks.first()
            assertEquals(BlockState.OVER, over.state)
            it.record(session(over.minutes.toInt(), over.domain), evening)
            val done = it.today(EXAM, evening).blocks.first()
            assertEquals(BlockState.DONE to over.minutes, done.state to done.done)
        }
    }

    @Test
    fun growthHasALineForEachDomainAndTheHoursOfEachWeek() = runTest {
        open(folder).use {
            it.failed()
            val growth = it.growth(EXAM)
            assertEquals(listOf("1", "2", "3", "4", "5"), growth.domains.map { line -> line.domain })
            assertTrue(growth.domains[3].points.all { point -> point.low < point.mean && point.mean < point.high })
            assertEquals(LocalDate.of(2026, 3, 2), growth.weeks.last().monday)
        }
    }

    @Test
    fun theSittingsAreAListAndAFormIsFilledInFromLastTime() = runTest {
        open(folder).use {
            assertNull(it.week())
            assertNull(it.lastSet(EXAM))
            val attempt = it.failed()
            val sitting = it.sittings(EXAM).single()
            assertEquals(attempt to SAT_ON, sitting.attempt to sitting.satOn)
            assertEquals(14, it.week()?.slots?.size)
        }
    }

    @Test
    fun theLogIsReadInPagesNewestFirstByKindAndDomain() = runTest {
        open(folder).use {
            val ids = List(9) { day -> it.record(session(5, "${4 + day % 2}"), onDay(day)) }
            it.record(attempt(SAT_ON), onDay(9))
            val found = mutableListOf<FactId>()
            var query: LogQuery? = LogQuery(rows = 4u)
            while (query != null) {
                val page = it.logPage(query, onDay(10))
                assertTrue(page.rows().size <= 4)
                found += page.rows().map { row -> row.fact.id }
                query = page.next?.let { last -> LogQuery(rows = 4u, after = last) }
            }
            assertEquals(ids.reversed(), found.drop(1))
            val some = LogQuery(kinds = listOf(FactKind.STUDY_SESSION), domain = "5")
            val page = it.logPage(some, onDay(10))
            assertEquals(ids.filterIndexed { day, _ -> day % 2 == 1 }.reversed(), page.rows().map { row -> row.fact.id })
        }
    }

    @Test
    fun whatIsTakenBackCanBeBroughtBackForThirtyDays() = runTest {
        open(folder).use {
            val wrong = it.record(session(50))
            val right = it.correct(wrong, session(5))
            it.remove(right)
            val removed = it.logPage(LogQuery()).rows().single()
            assertEquals(right to FactStanding.Removed(LocalDate.of(2026, 4, 1)), removed.fact.id to removed.standing)
            assertEquals(0u, it.summary(EXAM).total.minutes)
            assertEquals(emptyList<Any>(), it.logPage(LogQuery(), onDay(31)).days)
            repeat(2) { _ -> it.restore(right) }
            assertEquals(FactStanding.Counts, it.logPage(LogQuery()).rows().single().standing)
            assertEquals(5u, it.summary(EXAM).total.minutes)
            assertEquals(listOf(wrong), it.factSheet(right).earlier.map { fact -> fact.id })
            refused<ReboundException.NotHere> { it.factSheet("nothing") }
        }
    }

    @Test
    fun aFactTellsWhatItCountsFor() = runTest {
        open(folder).use {
            val countsFor = it.factSheet(it.failed()).countsFor!!
            assertEquals(EXAM, countsFor.exam)
            assertFalse(countsFor.isShared)
            assertTrue("4" in countsFor.domains)
            assertEquals(emptyList<Any>(), it.anomalies())
        }
    }

    @Test
    fun aScreenIsAskedAgainAfterEachChange() = runTest {
        open(folder).use { device ->
            device.failed()
            assertEquals(2, device.watch { logPage(LogQuery()).rows().size }.first())
            device.look(onDay(1))
            device.compact()
            device.record(session(5))
            assertEquals(3, device.watch { logPage(LogQuery()).rows().size }.first { it > 2 })
        }
    }

    /** A failed attempt as the vendor printed it, and the slots of the week. */
    private suspend fun Device.failed(): FactId {
        val report = ScoreReport(overall = 684.0, passMark = 750.0, domains = listOf(DomainReading("4", MISSED)))
        val sitting = record(attempt(SAT_ON, report))
        val slots = Weekday.entries.flatMap { listOf(WeeklySlot(it, TRAIN), WeeklySlot(it, DESK)) }
        record(FactBody.Availability(Availability(slots)))
        return sitting
    }

    private fun onDay(day: Int) = at(MONDAY.plus(Duration.ofDays(day.toLong())))

    private fun LogPage.rows() = days.flatMap { it.rows }

    private companion object {
        val SAT_ON: LocalDate = LocalDate.of(2026, 3, 1)
        val MISSED = Evidence.MissedObjectives(listOf("4.1", "4.4", "4.5", "4.6", "4.8", "4.9"), of = 9u)

        /** A Tuesday, ten minutes into the train. */
        val ON_THE_TRAIN: Instant = Instant.parse("2026-03-10T11:25:00Z")
        val TRAIN = Slot(startMinute = 435u, minutes = 35u, place = SlotPlace.COMMUTE)
        val DESK = Slot(startMinute = 1140u, minutes = 90u, place = SlotPlace.DESK)
    }
}
