package app.rebound

import java.nio.ByteBuffer
import rebound.core.SecretStore

/** A key store in memory, which can fail at a call, before or after it has done what was asked. */
class Secrets() : SecretStore {
    val kept = mutableMapOf<String, ByteArray>()
    var calls = 0
        private set
    var failsAt = 0
    var failsLate = false

    /** One that has a device of this number, and its key. */
    constructor(number: Int, key: ByteArray = KEY) : this() {
        kept["device"] = ByteBuffer.allocate(8).putLong(number.toLong()).array()
        kept["key"] = key
    }

    /** One that has an account at a server as well, which knows nothing of it. */
    constructor(number: Int, server: String) : this(number) {
        val credential = """{"server": "$server", "account": "${"1".repeat(32)}", "credential": "rbd_test"}"""
        kept["credential"] = credential.toByteArray()
    }

    override fun get(name: String): ByteArray? = doing { kept[name] }

    override fun put(name: String, secret: ByteArray) = doing { kept[name] = secret }

    override fun delete(name: String) = doing { kept -= name }

    @Synchronized
    private fun <T> doing(work: () -> T): T {
        val fails = ++calls == failsAt
        if (fails && !failsLate) throw IllegalStateException("locked")
        return work().also { if (fails) throw IllegalStateException("locked") }
    }
}
