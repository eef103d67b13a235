package app.rebound

import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class LeakTest {
    @TempDir lateinit var folder: Path

    @Test
    fun aThousandOpeningsAndClosesLeaveNothingBehind() {
        Child.start("leak", folder).use { child ->
            val (objects, files, bytes) = generateSequence(child::line).map(String::toLong).toList()
            // The last one may still lie in a register or on the stack.
            assertTrue(objects <= 1, "$objects devices are still there")
            assertEquals(0, files)
            // One device takes more than this divided by 800.
            assertTrue(bytes < 8L shl 20, "$bytes bytes more")
        }
    }
}
