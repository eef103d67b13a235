package app.rebound

import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.async
import okhttp3.Interceptor
import okhttp3.OkHttpClient
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.OtherDevices
import rebound.core.ReboundException

/** Devices of an account, and its ways in and out: each through the real server, over HTTP. */
class AccountTest {
    @TempDir lateinit var folder: Path
    private lateinit var there: RealServer

    @BeforeEach
    fun serve() {
        there = RealServer(folder.resolve("server"))
    }

    @AfterEach
    fun stop() = there.close()

    @Test
    fun devicesAreListedRenamedAndEnded() = online {
        val owner = Account(Secrets(1))
        val made = owner.register(there.address, "phone")
        val second = paired(owner, "tablet", Secrets())
        val tablet = owner.devices().last().device
        owner.renameDevice(tablet, "Sam’s old tablet")
        val devices = owner.devices()
        assertEquals(listOf("phone" to true, "Sam’s old tablet" to false), devices.map { it.name to it.`this` })
        // A thief with the younger device cannot end the older one.
        refused<ReboundException.CodeNeeded> { second.endDevice(devices.first().device) }
        owner.endDevice(tablet)
        refused<ReboundException.SignedOut> { second.devices() }
        refused<ReboundException.SignedOut> { second.beginPairing() }
        refused<ReboundException.NotHere> { owner.renameDevice(deviceId(255), "nobody") }
        assertTrue("rebound-account/1" in owner.export().decodeToString())
        val elsewhere = Account(Secrets(3)).register(there.address, "another")
        refused<ReboundException.CodeNeeded> { owner.delete(elsewhere.recoveryCode) }
        owner.delete(made.recoveryCode)
        refused<ReboundException.SignedOut> { owner.devices() }
        open(folder).use { assertTrue(it.syncOnce(owner, PATIENCE) is SyncOutcome.Refused) }
    }

    @Test
    fun thePaperBringsEverythingBackAndAnOldPaperNothing() = online {
        val owner = Account(Secrets(1))
        val made = owner.register(there.address, "phone")
        open(folder).use {
            it.record(session(25))
            it.syncOnce(owner, PATIENCE)
        }
        val new = owner.renewCode(made.recoveryCode)
        suspend fun recovered(code: String, secrets: Secrets = Secrets(), others: OtherDevices = OtherDevices.STAY) =
            Account(secrets).recover(code, there.address, "new", others)
        refused<ReboundException.CodeNeeded> { recovered(made.recoveryCode) }
        refused<ReboundException.Invalid> { recovered(new.dropLast(1) + if (new.last() == '0') '1' else '0') }
        refused<ReboundException.Invalid> { recovered(new.dropLast(6)) }
        val secrets = Secrets()
        val typed = new.lowercase().replace("-", " ")
        assertEquals(made.fingerprint, recovered(typed, secrets, OtherDevices.END))
        open(folder, 2, secrets).use {
            assertEquals(SyncOutcome.Complete, it.syncOnce(Account(secrets), PATIENCE))
            assertEquals(1, it.facts().size)
        }
        refused<ReboundException.SignedOut> { owner.devices() }
    }

    @Test
    fun whatHadNoAnswerGoesOnWhenItIsCalledAgain() = online {
        val secrets = Secrets(1)
        val loses = AtomicBoolean(true)
        val client = OkHttpClient.Builder().addInterceptor(losing(loses)).build()
        val owner = Account(secrets, client)
        refused<ReboundException.Offline> { owner.register(there.address, "phone") }
        refused<ReboundException.SignedOut> { owner.devices() }
        val paper = owner.register(there.address, "phone").recoveryCode
        loses.set(true)
        refused<ReboundException.Offline> { owner.renewCode(paper) }
        // The server has the new code already: the old one is worthless, and the new one is shown.
        val shown = owner.renewCode(paper)
        refused<ReboundException.CodeNeeded> { owner.renewCode(paper) }
        assertTrue(owner.renewCode(shown) != shown)
    }

    /** Performs a request, and loses its answer once. */
    private fun losing(loses: AtomicBoolean) = Interceptor { chain ->
        val answer = chain.proceed(chain.request())
        if (loses.getAndSet(false)) answer.use { throw IOException("the answer was lost") }
        answer
    }

    @Test
    fun nothingToDoIsOneRequestAndNoSocket() = online {
        val secrets = Secrets(1)
        val asked = CopyOnWriteArrayList<String>()
        val counting = Interceptor { chain ->
            asked += chain.request().url.encodedPath
            chain.proceed(chain.request())
        }
        val owner = Account(secrets, OkHttpClient.Builder().addInterceptor(counting).build())
        owner.register(there.address, "phone")
        val second = Secrets()
        val tablet = paired(owner, "tablet", second)
        open(folder).use { phone ->
            phone.record(session(25))
            assertEquals(SyncOutcome.Complete, phone.syncOnce(owner, PATIENCE))
            asked.clear()
            repeat(3) { assertEquals(SyncOutcome.Complete, phone.syncOnce(owner, PATIENCE)) }
            assertEquals(List(3) { "/v1/feed" }, asked)
            open(folder, 2, second).use {
                it.record(session(10))
                assertEquals(SyncOutcome.Complete, it.syncOnce(tablet, PATIENCE))
                assertEquals(2, it.facts().size)
            }
            asked.clear()
            assertEquals(SyncOutcome.Complete, phone.syncOnce(owner, PATIENCE))
            assertTrue("/sync" in asked)
            assertEquals(2, phone.facts().size)
            assertEquals(0uL, phone.syncStatus().pending)
        }
    }

    @Test
    fun whoWasNotToldTheTextIsEnded() = online {
        val owner = there.register(Secrets(1))
        val shown = owner.beginPairing()
        val other = shown.text.dropLast(4) + if (shown.text.endsWith("0000")) "1111" else "0000"
        val secrets = Secrets()
        val joining = async { runCatching { Account(secrets).join(other, "guess", there.address) } }
        val asking = owner.awaitDevice(shown.text).single()
        assertFalse(asking.wasTold)
        refused<ReboundException.NotPaired> { owner.confirmPairing(shown.text, asking.device) }
        refused<ReboundException.SignedOut> { joining.await().getOrThrow() }
        assertEquals(1, owner.devices().size)
        // Registered and without a key: it must not draw one of its own.
        refused<ReboundException.KeyMissing> { open(folder, 2, secrets) }
    }

    @Test
    fun aKeyStoreThatFailsAtTheEndOfACallIsAskedAgain() = online {
        val secrets = Secrets(1)
        val account = Account(secrets)
        val whole = Secrets(2).also { there.register(it) }
        // The last call of registering puts the credential away.
        secrets.failsAt = whole.calls
        refused<ReboundException.SecretsUnavailable> { account.register(there.address, "phone") }
        account.register(there.address, "phone")
        assertTrue(account.devices().single().`this`)
    }

    @Test
    fun aDatabaseWithoutItsKeyIsLeftAsItIsUntilTheKeyIsBack() = online {
        val secrets = Secrets()
        open(folder, 1, secrets).use { it.record(session(25)) }
        val text = Account(secrets).keyText()
        val key = secrets.kept.remove("key")
        val database = folder.resolve("device-1.db")
        val before = Files.readAllBytes(database)
        refused<ReboundException.KeyMissing> { open(folder, 1, secrets) }
        assertArrayEquals(before, Files.readAllBytes(database))
        assertFalse("key" in secrets.kept)
        refused<ReboundException.Invalid> { Account(secrets).takeKey(text.dropLast(1)) }
        Account(secrets).takeKey(text)
        assertArrayEquals(key, secrets.kept["key"])
        refused<ReboundException.OtherAccount> { Account(secrets).takeKey(Account(Secrets(2, OTHER_KEY)).keyText()) }
        open(folder, 1, secrets).use { assertEquals(1, it.facts().size) }
    }

    @Test
    fun aDeviceThatRecordedBeforeItJoinsTakesItsRecordsAlong() = online {
        val owner = there.register(Secrets(1))
        val secrets = Secrets()
        val records = open(folder, 2, secrets).use {
            it.record(session(25))
            it.exportJson()
        }
        val second = Account(secrets)
        refused<ReboundException.OtherAccount> { second.join(owner.beginPairing().link, "tablet") }
        Files.delete(folder.resolve("device-2.db"))
        second.forget()
        assertTrue(secrets.kept.isEmpty())
        paired(owner, "tablet", secrets)
        open(folder, 2, secrets).use {
            it.importJson(records)
            assertEquals(1, it.facts().size)
            assertEquals(SyncOutcome.Complete, it.syncOnce(Account(secrets), PATIENCE))
        }
    }
}
