package app.rebound

import app.rebound.android.KeystoreSecrets
import java.nio.file.Files
import java.nio.file.Path
import javax.crypto.AEADBadTagException
import javax.crypto.KeyGenerator
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.ReboundException

/** The example for Android, with a key of the virtual machine in place of the Keystore's. */
class KeystoreSecretsTest {
    @TempDir lateinit var folder: Path
    private val key = KeyGenerator.getInstance("AES").apply { init(256) }.generateKey()
    private val secrets by lazy { KeystoreSecrets(folder.resolve("secrets").toFile(), key) }

    @Test
    fun aDeviceIsTheSameAtEachOpening() = runTest {
        val fact = open(folder, 1, secrets).use { it.record(session(25)) }
        val again = KeystoreSecrets(folder.resolve("secrets").toFile(), key)
        open(folder, 1, again).use { assertEquals(listOf(fact), it.facts().map { fact -> fact.id }) }
        assertEquals(setOf("device", "key"), Files.list(folder.resolve("secrets")).map { "${it.fileName}" }.toList().toSet())
    }

    @Test
    fun whatIsKeptCannotBeReadInItsFile() {
        secrets.put("key", KEY)
        secrets.put("key", OTHER_KEY)
        assertArrayEquals(OTHER_KEY, secrets.get("key"))
        val kept = Files.readAllBytes(folder.resolve("secrets/key"))
        assertFalse(OTHER_KEY.decodeToString() in kept.decodeToString())
        secrets.delete("key")
        secrets.delete("key")
        assertNull(secrets.get("key"))
    }

    @Test
    fun aFileThatWasPutInAnothersPlaceOrIsSealedWithAnotherKeyIsRefused() = runTest {
        open(folder, 1, secrets).close()
        Files.copy(folder.resolve("secrets/key"), folder.resolve("secrets/credential"))
        refused<AEADBadTagException> { secrets.get("credential") }
        val other = KeystoreSecrets(folder.resolve("secrets").toFile(), KeyGenerator.getInstance("AES").generateKey())
        val locked = refused<ReboundException.SecretsUnavailable> { open(folder, 1, other) }
        assertTrue("AEADBadTagException" in locked.reason, locked.reason)
    }
}
