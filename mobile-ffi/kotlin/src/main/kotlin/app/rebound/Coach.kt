package app.rebound

import rebound.core.Anomaly
import rebound.core.Eligibility
import rebound.core.ExamCode
import rebound.core.Now
import rebound.core.Page
import rebound.core.Plan
import rebound.mobile.Briefing
import rebound.mobile.Summary

/**
 * Everything the coach has to say about an exam, from one moment.
 */
public suspend fun Device.briefing(exam: ExamCode, now: Now = clock.now()): Briefing =
    read { briefing(exam, now) }

/**
 * What to do on which day until the exam.
 */
public suspend fun Device.plan(exam: ExamCode, now: Now = clock.now()): Plan = read { plan(exam, now) }

/**
 * When the vendor lets the candidate sit again.
 */
public suspend fun Device.eligibility(exam: ExamCode, now: Now = clock.now()): Eligibility =
    read { eligibility(exam, now) }

/**
 * What was studied for an exam, by week and domain.
 */
public suspend fun Device.summary(exam: ExamCode, now: Now = clock.now()): Summary =
    read { summary(exam, now) }

/**
 * The page about an exam that a candidate needs, part by part.
 */
public suspend fun Device.page(exam: ExamCode, now: Now = clock.now()): Page = read { page(exam, now) }

/**
 * The report of the last sitting as a page in Markdown, to print or to hand on; null if the exam was never
 * sat. It holds what never leaves the device otherwise: only the candidate hands it on.
 */
public suspend fun Device.annotatedReport(exam: ExamCode, now: Now = clock.now()): String? =
    read { annotatedReport(exam, now) }

/**
 * What is odd about the facts, and which do not count.
 */
public suspend fun Device.anomalies(now: Now = clock.now()): List<Anomaly> = read { anomalies(now) }
