package app.rebound

import app.rebound.examples.main
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ExampleTest {
    @TempDir lateinit var folder: Path

    @Test
    fun theEveningTheCommuteAndTheSyncArePlayedToTheirEnd() {
        val printed = ByteArrayOutputStream()
        val out = System.out
        RealServer(folder).use {
            System.setOut(PrintStream(printed, true))
            try {
                main(arrayOf(it.address))
            } finally {
                System.setOut(out)
            }
        }
        val told = printed.toString().lines()
        val expected = listOf(
            "The evening",
            "On the train, without a network",
            "At home",
            "  Complete",
            "The tablet",
            "  “Sam’s tablet” asks for the key",
            "  both show the same: true",
            "  3 facts are there",
            "A study partner",
            "  Kim sees 2026-W10: 1 session on 1 day",
        )
        assertEquals(expected, told.filter { it in expected }.distinct(), printed.toString())
    }
}
