package app.rebound

import java.nio.file.Files
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** `mobile-ffi/scenarios.md` and the tests here have the same names. */
class TableTest {
    @Test
    fun eachRowOfTheTableHasATest() {
        val rows = Files.readAllLines(Project.scenarios).mapNotNull { ROW.find(it)?.groupValues?.get(1) } - "row"
        val tests = listOf(ErrorsTest::class, ScenariosTest::class, SyncScenariosTest::class)
            .flatMap { it.java.declaredMethods.filter { method -> method.isAnnotationPresent(Test::class.java) } }
        assertEquals(rows.map(::camelCase).sorted(), tests.map { it.name }.sorted())
    }

    private fun camelCase(row: String) = row.replace(Regex("_([a-z])")) { it.groupValues[1].uppercase() }

    private companion object {
        val ROW = Regex("""^\| ([a-z_]+) \|""")
    }
}
