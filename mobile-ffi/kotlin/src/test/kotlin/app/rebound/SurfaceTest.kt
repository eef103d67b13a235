package app.rebound

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import rebound.mobile.AccountInterface
import rebound.mobile.ReboundInterface

/** What the library can do, this package offers under the same name. */
class SurfaceTest {
    @Test
    fun eachCallOfTheLibraryIsWrapped() {
        val files = listOf("Coach", "Recording", "Screens", "Sharing").map { Class.forName("app.rebound.${it}Kt") }
        val missing = calls(ReboundInterface::class.java) - calls(Device::class.java, *files.toTypedArray())
        // A link needs its socket: `sync`, `syncOnce`. The number is told by `changes`. Faults on purpose are for
        // tests alone.
        assertEquals(setOf("connect", "connectFor", "panicInRecord", "revision", "takeNews"), missing)
    }

    @Test
    fun eachUseCaseOfAnAccountIsWrapped() {
        val files = listOf("Joining", "Devices", "Invites").map { Class.forName("app.rebound.${it}Kt") }
        val missing = calls(AccountInterface::class.java) - calls(Account::class.java, *files.toTypedArray())
        assertEquals(emptySet<String>(), missing)
    }

    /** Names as they stand in the source: the compiler adds to those of what it hides. */
    private fun calls(vararg holders: Class<*>) =
        holders.flatMap { it.declaredMethods.asList() }
            .map { it.name.substringBefore('-').substringBefore('$') }.toSet() - "Companion"
}
