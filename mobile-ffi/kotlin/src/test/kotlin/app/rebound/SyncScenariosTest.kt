package app.rebound

import java.nio.file.Path
import java.time.LocalDate
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.DocumentId
import rebound.core.FollowedState
import rebound.core.ReboundException
import rebound.core.SharedState
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
        val owner = there.register(Secrets(1))
        open(folder, 1).use { phone ->
            repeat(20) { phone.record(session(25)) }
            phone.record(attempt(LocalDate.of(2026, 3, 1)))
            assertEquals(SyncOutcome.Complete, phone.syncOnce(owner, PATIENCE))
            assertEquals(0uL, phone.syncStatus().pending)
            val secrets = Secrets()
            val second = paired(owner, "Sam’s tablet", secrets)
            assertEquals(owner.fingerprint(), second.fingerprint())
            open(folder, 2, secrets).use { tablet ->
                repeat(30) { tablet.record(session(40)) }
                assertEquals(SyncOutcome.Complete, tablet.syncOnce(second, PATIENCE))
                // What one records while both are online reaches the other.
                val live = launch { phone.sync(owner).collect {} }
                phone.watch { facts().size }.first { it == 51 }
                tablet.record(session(10))
                tablet.syncOnce(second, PATIENCE)
                phone.watch { facts().size }.first { it == 52 }
                live.cancelAndJoin()
                assertEquals(phone.facts(), tablet.facts())
            }
            phone.isFollowedBy(owner, there.register(Secrets(3, OTHER_KEY), "Kim’s phone"))
        }
    }

    /** The partner is invited, follows, claims, and is let in; then sees weeks and nothing else. */
    private suspend fun Device.isFollowedBy(owner: Account, reader: Account) {
        val invitation = shareProgress("kim")
        refused<ReboundException.NotHere> { owner.invite("kim") }
        syncOnce(owner, PATIENCE)
        val link = owner.invite("kim").link
        open(folder, 3, Secrets(3, OTHER_KEY)).use { partner ->
            assertEquals(invitation.fingerprint, partner.followProgress(link).fingerprint)
            val unclaimed = owner.invites("kim").single()
            val early = refused<ReboundException.NotHere> { owner.confirmInvite("kim", unclaimed.invite) }
            assertEquals("claimed_by", early.field)
            assertEquals(invitation.document, reader.claim(link).document)
            refused<ReboundException.CodeNeeded> { there.register(Secrets(4)).claim(link) }
            val claimed = owner.invites("kim").single()
            assertNotNull(claimed.claimedBy)
            owner.confirmInvite("kim", claimed.invite)
            partner.syncOnce(reader, PATIENCE)
            val shown = listOf(PartnerWeek("2026-W10", 51uL, 1uL))
            for (device in listOf(partner, this)) assertEquals(shown, device.progress(invitation.document))
            assertEquals(emptyList<Any>(), partner.facts())
            assertEquals(SharedState.SHOWN, sharing().shared.single().state)
            assertEquals(FollowedState.SHOWN, partner.sharing().followed.single().state)
            endSharing("kim")
            repeat(2) { owner.deleteShared("kim") }
            partner.letsGoOf(reader, invitation.document)
        }
    }

    /** The partner learns that nothing more is shown, keeps what had come, and then lets go of it. */
    private suspend fun Device.letsGoOf(reader: Account, document: DocumentId) {
        sync(reader).first { sharing().followed.single().state == FollowedState.WITHDRAWN }
        assertEquals(1, progress(document).size)
        reader.leave(document)
        stopFollowing(document)
        assertEquals(emptyList<Any>(), sharing().followed)
        refused<ReboundException.NotHere> { progress(document) }
    }

    @Test
    fun changes() = online {
        val owner = there.register(Secrets(1))
        open(folder).use { device ->
            val told = MutableStateFlow(-1)
            val watching = launch { device.watch { facts().size }.collect { told.value = it } }
            told.first { it == 0 }
            device.record(session(25))
            told.first { it == 1 }
            val secrets = Secrets()
            val second = paired(owner, "tablet", secrets)
            open(folder, 2, secrets).use { other ->
                other.record(session(25))
                other.syncOnce(second, PATIENCE)
            }
            device.syncOnce(owner, PATIENCE)
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
        val owner = there.register(Secrets(1))
        open(folder).use { device ->
            val states = MutableStateFlow<LinkState?>(null)
            val live = launch { device.sync(owner).collect { states.value = it } }
            states.first { it == UP_TO_DATE }
            device.pause()
            states.first { it == LinkState.Resting }
            assertEquals("paused", refused<ReboundException.Paused> { device.record(session(5)) }.code())
            device.resume()
            repeat(40) { device.record(session(5)) }
            states.first { it == UP_TO_DATE && device.syncStatus().pending == 0uL }
            live.cancel()
        }
        val secrets = Secrets()
        val second = paired(owner, "tablet", secrets)
        open(folder, 2, secrets).use {
            it.syncOnce(second, PATIENCE)
            assertEquals(40, it.facts().size)
        }
    }
}
