package app.rebound

import java.nio.file.Files
import java.nio.file.Path
import mockwebserver3.MockResponse
import mockwebserver3.MockWebServer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import rebound.core.CallOutcome
import rebound.core.CallStep
import rebound.core.FactBody
import rebound.core.HttpReply
import rebound.core.OtherDevices
import rebound.core.ReboundException
import rebound.core.Removal
import rebound.mobile.Account as Library

/** Each error that can be brought about from outside, by what an app can do about it. */
class ErrorsTest {
    @TempDir lateinit var folder: Path

    @Test
    fun errors() = online {
        val found = ofTheFile() + ofTheServer() + ofTheKeys()
        // Those that have a row of their own: what the disk, the key store and our own faults bring about.
        val elsewhere = setOf("storage_full", "secrets_unavailable", "bug")
        val every = ReboundException::class.java.permittedSubclasses.map { snake(it.simpleName) }.toSet()
        assertEquals(every, found.keys + elsewhere)
        for ((code, error) in found) assertEquals(code, error.code(), "$error")
    }

    private suspend fun ofTheFile(): Map<String, ReboundException> {
        val foreign = folder.resolve("notes.txt")
        Files.writeString(foreign, "these are my notes, and not a database\n".repeat(100))
        val there = folder.resolve("device-1.db")
        val device = open(folder)
        val found = mutableMapOf(
            "invalid" to opening(folder.resolve("no/such/folder.db")),
            "foreign_file" to opening(foreign),
            "open_elsewhere" to opening(there),
            "not_here" to error { device.record(FactBody.Removal(Removal("b2"))) },
        )
        device.record(session(25))
        device.pause()
        val sound = Files.readAllBytes(there)
        val cut = Files.write(folder.resolve("cut.db"), sound.copyOf(sound.size - 4096))
        // Where a SQLite file has the version that its program keeps.
        sound[62] = 3
        val newer = Files.write(folder.resolve("newer.db"), sound)
        found += "paused" to error { device.facts() }
        found += "other_device" to opening(there, Secrets(2))
        found += "other_account" to opening(there, Secrets(1, OTHER_KEY))
        found += "key_missing" to opening(there, Secrets(1).apply { kept -= "key" })
        found += "damaged" to opening(cut)
        found += "update_needed" to opening(newer)
        assertEquals(1uL, salvage(cut, Secrets(1)).facts)
        device.close()
        return found
    }

    private suspend fun ofTheServer(): Map<String, ReboundException> {
        val found = mutableMapOf("signed_out" to error { Account(Secrets(1)).devices() })
        MockWebServer().use { mock ->
            mock.start()
            val account = Account(Secrets(1, mock.url("/").toString()))
            for ((code, status, problem) in listOf(
                Triple("server_outdated", 405, "method_not_allowed"),
                Triple("code_needed", 403, "code_needed"),
                Triple("too_often", 429, "too_often"),
                Triple("refused", 403, "limit"),
                Triple("unavailable", 503, "not_ready"),
                Triple("not_a_server", 200, "<html>"),
            )) {
                mock.enqueue(MockResponse(code = status, body = """{"code": "$problem", "detail": "why"}"""))
                found[code] = error { account.devices() }
            }
            mock.close()
            found["offline"] = error { account.devices() }
        }
        return found
    }

    /** What no server of ours answers: the library is handed it by hand. */
    private suspend fun ofTheKeys(): Map<String, ReboundException> {
        val (_, wrapped) = registered(1)
        val (theirs, _) = registered(2)
        val recovering = Library(Secrets()).recover(theirs, NOWHERE, "new", OtherDevices.STAY, seed())
        val owner = Library(Secrets(1, NOWHERE))
        val begun = owner.beginPairing(seed()).answer(answered("""{"code": "K7Q4K7Q4", "expires_in_s": 300}"""))
        val text = ((begun as CallStep.Done).outcome as CallOutcome.PairingShown).text
        val confirming = owner.confirmPairing(text, deviceId(2), seed())
        confirming.answer(answered("""[{"device": "${deviceId(2)}", "public_key": "bm9ib2R5"}]"""))
        return mapOf(
            "other_code" to error { recovering.answer(answered(welcome(wrapped))) },
            "not_paired" to error { confirming.answer(answered("{}")) },
        )
    }

    /** The recovery code of a new account, and its key as the server keeps it. */
    private fun registered(number: Int): Pair<String, String> {
        val call = Library(Secrets(number)).register(NOWHERE, "", null, ByteArray(32) { number.toByte() })
        val asked = (call.step() as CallStep.Send).request.body!!.decodeToString()
        val wrapped = Regex(""""wrapped_key":\s*"(.+?)"""").find(asked)!!.groupValues[1]
        val made = (call.answer(answered(welcome(wrapped))) as CallStep.Done).outcome as CallOutcome.Registered
        return made.recoveryCode to wrapped
    }

    private fun welcome(wrapped: String) =
        """{"account": "${"1".repeat(32)}", "credential": "secret", "wrapped_key": "$wrapped"}"""

    private fun answered(body: String) = HttpReply(200u, emptyList(), body.toByteArray())

    private suspend fun opening(path: Path, secrets: Secrets = Secrets(1)) =
        error { Device.open(path, secrets).close() }

    private suspend fun error(call: suspend () -> Unit): ReboundException {
        val error = refused<ReboundException> { call() }
        assertTrue(error.message!!.isNotEmpty())
        return error
    }

    private fun snake(name: String) = name.replace(Regex("(?<=.)[A-Z]")) { "_" + it.value }.lowercase()

    private companion object {
        const val NOWHERE = "http://127.0.0.1:9"
    }
}
