package app.rebound

import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class LeakTest {
    @TempDir lateinit var folder: Path

    @Test
    fun openingsAndClosesLeaveNothingBehind() {
        Child.start("leak", folder).use { child ->
            val told = generateSequence(child::line).map(String::toLong).toList()
            val (objects, files, one) = told
            // The last one may still lie in a register or on the stack.
            assertTrue(objects <= 1, "$objects devices are still there")
            assertEquals(0, files)
            // The JVM's threads and compiled code grow in bursts; what leaks is there in the calmest round, too.
            val rounds = told.drop(3)
            assertTrue(rounds.min() < one, "$rounds bytes more in $ROUND openings; a device takes $one")
        }
    }
}
