package app.rebound

import rebound.core.Fact
import rebound.core.FactBody
import rebound.core.FactId
import rebound.core.Imported
import rebound.core.Now

/**
 * Whether a fact can be right for its exam: ask before recording what was typed, and show the field of the
 * `Invalid`. What is odd is recorded all the same.
 */
public suspend fun Device.check(body: FactBody, now: Now = clock.now()): Unit = read { check(body, now) }

/**
 * Records what happens now. When this returns, a power cut cannot take it away.
 */
public suspend fun Device.record(body: FactBody, now: Now = clock.now()): FactId =
    change { record(body, now) }

/**
 * Records a correction of an earlier fact.
 */
public suspend fun Device.correct(wrong: FactId, body: FactBody, now: Now = clock.now()): FactId =
    change { correct(wrong, body, now) }

/**
 * Records what happens now from the open JSON form: the body of one fact.
 */
public suspend fun Device.recordJson(body: String, now: Now = clock.now()): FactId =
    change { recordJson(body, now) }

/**
 * Takes over the facts of a text in the open JSON form, with their own ids and times: all of them, or none.
 */
public suspend fun Device.importJson(text: String): Imported = change { importJson(text) }

/**
 * Everything on this device in the open JSON form.
 */
public suspend fun Device.exportJson(): String = read { exportJson() }

/**
 * All facts on this device, by their ids.
 */
public suspend fun Device.facts(): List<Fact> = read { facts() }
