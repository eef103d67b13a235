package app.rebound

import java.nio.file.Files
import kotlin.time.Duration
import kotlin.time.measureTime
import kotlinx.coroutines.runBlocking

private const val ROUNDS = 500
private const val OPENINGS = 30

/**
 * Prints what calls cost through Kotlin, on a device with 10,000 facts: for `docs/benchmarks.md`, which says
 * how it is started.
 */
fun main() = runBlocking {
    val folder = Files.createTempDirectory("rebound-cost-")
    open(folder).use { it.importJson(tenThousandAnswers()) }
    repeat(2) { round ->
        val openings = List(OPENINGS) { measureTime { open(folder).close() } }
        open(folder).use { device ->
            val records = List(ROUNDS) { measureTime { device.record(session(25)) } }
            val questions = List(ROUNDS) { measureTime { device.syncStatus() } }
            // The first round warms up what the virtual machine compiles.
            if (round == 1) {
                told("opened and closed with 10,000 facts", openings)
                told("a fact recorded", records)
                told("a call that asks for nothing of the disk", questions)
            }
        }
    }
}

private fun told(what: String, times: List<Duration>) {
    val sorted = times.sorted()
    println("$what: p50 ${sorted[sorted.size / 2]}, p99 ${sorted[sorted.size * 99 / 100]}")
}
