package app.rebound

import rebound.core.Availability
import rebound.core.ExamCode
import rebound.core.ExamEntry
import rebound.core.ExamSheet
import rebound.core.FactId
import rebound.core.FactSheet
import rebound.core.Growth
import rebound.core.ListedSitting
import rebound.core.LogPage
import rebound.core.LogQuery
import rebound.core.Now
import rebound.core.PracticeSet
import rebound.core.ReportReading
import rebound.core.Statements
import rebound.core.Today

/**
 * The exam that the candidate prepares for; null until one was chosen or sat.
 */
public suspend fun Device.chosenExam(now: Now = clock.now()): ExamCode? = read { chosenExam(now) }

/**
 * The exams that a search finds; all of them for an empty one.
 */
public suspend fun Device.exams(search: String, now: Now = clock.now()): List<ExamEntry> =
    read { exams(search, now) }

/**
 * What there is to know of an exam, and what its report prints.
 */
public suspend fun Device.examSheet(exam: ExamCode, now: Now = clock.now()): ExamSheet =
    read { examSheet(exam, now) }

/**
 * The last report, row by row: what was printed, its range, and what that means.
 */
public suspend fun Device.report(exam: ExamCode, now: Now = clock.now()): ReportReading =
    read { report(exam, now) }

/**
 * The statements of the reflection, and which are answered.
 */
public suspend fun Device.statements(exam: ExamCode, now: Now = clock.now()): Statements =
    read { statements(exam, now) }

/**
 * What there is to do today.
 */
public suspend fun Device.today(exam: ExamCode, now: Now = clock.now()): Today = read { today(exam, now) }

/**
 * Takes note that the plan was shown, so that it stays while nothing speaks against it.
 */
public suspend fun Device.shown(exam: ExamCode, now: Now = clock.now()): FactId? = change { shown(exam, now) }

/**
 * Whether the preparation works: each domain at the end of each week with its range, the hours done beside
 * those planned, then and now.
 */
public suspend fun Device.growth(exam: ExamCode, now: Now = clock.now()): Growth = read { growth(exam, now) }

/**
 * All sittings, the newest first: date, printed score, and what stood in front as its causes.
 */
public suspend fun Device.sittings(exam: ExamCode, now: Now = clock.now()): List<ListedSitting> =
    read { sittings(exam, now) }

/**
 * The set of questions that was logged last, to fill the next one in from; null before the first.
 */
public suspend fun Device.lastSet(exam: ExamCode, now: Now = clock.now()): PracticeSet? =
    read { lastSet(exam, now) }

/**
 * The candidate's week as it was entered last; null before it was.
 */
public suspend fun Device.week(now: Now = clock.now()): Availability? = read { week(now) }

/**
 * A page of what was recorded, the newest first.
 */
public suspend fun Device.logPage(query: LogQuery, now: Now = clock.now()): LogPage =
    read { logPage(query, now) }

/**
 * All there is to tell of one fact.
 */
public suspend fun Device.factSheet(fact: FactId, now: Now = clock.now()): FactSheet =
    read { factSheet(fact, now) }

/**
 * Removes a fact. It can be brought back for a while: [restore].
 */
public suspend fun Device.remove(fact: FactId, now: Now = clock.now()): FactId = change { remove(fact, now) }

/**
 * Brings back a fact that was removed.
 */
public suspend fun Device.restore(fact: FactId, now: Now = clock.now()): Unit = change { restore(fact, now) }
