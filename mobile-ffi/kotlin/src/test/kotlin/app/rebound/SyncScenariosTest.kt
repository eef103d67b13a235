package app.rebound

import java.nio.file.Path
import java.time.LocalDate
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.ReboundException
import rebound.mobile.PartnerWeek

/** The rows of `mobile-ffi/scenarios.md` that need a server: the real one, over real WebSockets. */
class SyncScenariosTest {
    @TempDir lateinit var folder: Path
    private lateinit var there: RealServer

    @BeforeEach
    fun serve() {
        there = RealServer(folder.resolve("server"))
    }

    @AfterEach
    fun stop() = there.close()

    @Test
    fun twoDevices() = online {
        val first = there.register(1)
        val second = there.register(2, first)
        val reader = there.register(3)
        open(folder, 1).use { phone ->
            repeat(20) { phone.record(session(25)) }
            phone.record(attempt(LocalDate.of(2026, 3, 1)))
            val invitation = phone.shareProgress("sam")
            assertEquals(SyncOutcome.Complete, phone.syncOnce(first, PATIENCE))
            assertEquals(0uL, phone.syncStatus().pending)
            open(folder, 2).use { laptop ->
                repeat(30) { laptop.record(session(40)) }
                assertEquals(SyncOutcome.Complete, laptop.syncOnce(second, PATIENCE))
                // What one records while both are online reaches the other.
                val live = launch { phone.sync(first).collect {} }
                phone.watch { facts().size }.first { it == 51 }
                laptop.record(session(10))
                laptop.syncOnce(second, PATIENCE)
                phone.watch { facts().size }.first { it == 52 }
                live.cancel()
                assertEquals(phone.facts(), laptop.facts())
            }
            there.grant(first, invitation.document, reader)
            open(folder, 3, OTHER_KEY).use { partner ->
                assertEquals(invitation.fingerprint, partner.followProgress(invitation.text).fingerprint)
                partner.syncOnce(reader, PATIENCE)
                val shown = listOf(PartnerWeek("2026-W10", 51uL, 1uL))
                for (device in listOf(partner, phone)) assertEquals(shown, device.progress(invitation.document))
                assertEquals(emptyList<Any>(), partner.facts())
            }
        }
    }

    @Test
    fun changes() = online {
        val server = there.register(1)
        open(folder).use { device ->
            val told = MutableStateFlow(-1)
            val watching = launch { device.watch { facts().size }.collect { told.value = it } }
            told.first { it == 0 }
            device.record(session(25))
            told.first { it == 1 }
            open(folder, 2).use { other ->
                other.record(session(25))
                other.syncOnce(there.register(2, server), PATIENCE)
            }
            device.syncOnce(server, PATIENCE)
            told.first { it == 2 }
            watching.cancel()
            watching.join()
            device.record(session(25))
            assertEquals(2, told.value)
            assertTrue(device.changes.first() > 0uL)
        }
    }

    @Test
    fun pause() = online {
        val server = there.register(1)
        open(folder).use { device ->
            val states = MutableStateFlow<LinkState?>(null)
            val live = launch { device.sync(server).collect { states.value = it } }
            states.first { it == UP_TO_DATE }
            device.pause()
            states.first { it == LinkState.Resting }
            assertEquals("paused", refused<ReboundException.Paused> { device.record(session(5)) }.code())
            device.resume()
            repeat(40) { device.record(session(5)) }
            states.first { it == UP_TO_DATE && device.syncStatus().pending == 0uL }
            live.cancel()
        }
        open(folder, 2).use {
            it.syncOnce(there.register(2, server), PATIENCE)
            assertEquals(40, it.facts().size)
        }
    }
}
