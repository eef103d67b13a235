package app.rebound

import java.time.Instant
import java.time.ZoneId
import rebound.core.Now

/**
 * What the clocks of the device show. The library has none of its own: what it derives, it derives of this.
 */
public interface Clock {
    /**
     * The moment, the name of the time zone that the candidate is in, and [bootMs].
     */
    public fun now(): Now

    /**
     * Milliseconds since the device was started, which no change of the wall clock touches. On Android
     * this is `SystemClock.elapsedRealtime()`, which goes on while the device sleeps.
     */
    public fun bootMs(): ULong
}

/**
 * The clocks of the Java virtual machine.
 */
public object SystemClock : Clock {
    override fun now(): Now = Now(Instant.now(), ZoneId.systemDefault().id, bootMs())

    // The origin of nanoTime may lie in the future; only differences count.
    override fun bootMs(): ULong = ((System.nanoTime() - ORIGIN_NS) / NS_PER_MS).toULong()

    private val ORIGIN_NS = System.nanoTime()
    private const val NS_PER_MS = 1_000_000L
}
