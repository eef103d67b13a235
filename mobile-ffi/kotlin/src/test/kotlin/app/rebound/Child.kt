package app.rebound

import java.io.File
import java.lang.ref.WeakReference
import java.nio.file.Files
import java.nio.file.Path
import kotlin.system.exitProcess
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import rebound.core.ReboundException

/** Another process that has the same library: to be killed, to be in the way, to fill a disk of its own. */
class Child private constructor(private val process: Process) : AutoCloseable {
    private val output = process.inputReader()

    /** The next line that it prints; null when it has ended. */
    fun line(): String? = output.readLine()

    fun answer(line: String) = process.outputWriter().run {
        appendLine(line)
        flush()
    }

    /** SIGKILL: nothing of it runs any more. What it printed before can still be read. */
    fun kill() {
        process.toHandle().destroyForcibly()
        process.waitFor()
    }

    override fun close() = kill()

    companion object {
        fun start(role: String, folder: Path) = start(java(role, folder))

        /** On a file system of two megabytes that nobody else sees. */
        fun onSmallDisk(role: String, folder: Path): Child {
            val mounted = "mount -t tmpfs -o size=2m none \"$folder\" && exec \"$@\""
            val alone = listOf("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, "sh")
            return start(alone + java(role, folder))
        }

        private fun start(command: List<String>) =
            Child(ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).apply(::calm).start())

        /** The system's allocator keeps memory back for each thread unless it is told for how many at most. */
        private fun calm(process: ProcessBuilder) {
            process.environment()["MALLOC_ARENA_MAX"] = "2"
        }

        private fun java(role: String, folder: Path) = listOf(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // It starts often and does little; what it takes beyond its heap is the library's.
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch",
            "-cp", System.getProperty("java.class.path"),
            "-Djna.library.path=" + System.getProperty("jna.library.path"),
            "app.rebound.ChildKt", role, "$folder",
        )
    }
}

fun main(arguments: Array<String>) = runBlocking {
    val (role, folder) = arguments
    if (role == "leak") return@runBlocking tellWhatStays(Path.of(folder))
    open(Path.of(folder)).use { device ->
        when (role) {
            "hold" -> {
                println("open")
                readln()
                device.record(session(25))
                println("recorded")
            }
            "record" -> recordWithoutEnd(device)
            "fill" -> fill(device, Path.of(folder))
            else -> exitProcess(2)
        }
    }
}

/** Prints the id of each fact when the call that recorded it has returned. */
private suspend fun recordWithoutEnd(device: Device) {
    while (true) {
        val wrong = device.record(session(500))
        println(wrong)
        println(device.correct(wrong, session(50)))
        device.pause()
        device.resume()
        println(device.recordJson("""{"removal": {"target": "$wrong"}}"""))
        device.compact()
    }
}

private suspend fun fill(device: Device, folder: Path) {
    val ballast = Files.write(folder.resolve("ballast"), ByteArray(1 shl 20))
    val kept = mutableListOf<String>()
    try {
        while (true) kept += device.record(session(25))
    } catch (full: ReboundException.StorageFull) {
        println(full.code())
    }
    if (device.facts().map { it.id }.containsAll(kept)) println("kept")
    Files.delete(ballast)
    kept += device.record(session(25))
    println("recorded")
    device.pause()
    device.resume()
    if (device.facts().map { it.id }.containsAll(kept)) println("there")
}

/**
 * Prints what openings leave behind: objects and open files; then the bytes beyond the heap that one open device
 * takes, and those that each round of openings has added.
 */
private suspend fun tellWhatStays(folder: Path) {
    val opened = mutableListOf<WeakReference<Device>>()
    suspend fun used(number: Int) = open(folder, number).also {
        opened += WeakReference(it)
        it.watch { facts() }.first()
    }
    suspend fun round() = repeat(ROUND) { used(1).close() }
    fun files() = File("/proc/self/fd").list().orEmpty().size
    fun bytes() = File("/proc/self/statm").readText().split(" ")[1].toLong() * PAGE_BYTES
    suspend fun added(work: suspend () -> Unit): Long {
        val before = bytes()
        work()
        return bytes() - before
    }
    round()
    val files = files()
    val rounds = List(ROUNDS) { added(::round) }
    // Last, or what they give back would hide what the rounds take.
    val held = mutableListOf<Device>()
    val holding = added { repeat(HELD) { held += used(2 + it) } }
    held.onEach(Device::close).clear()
    repeat(10) {
        System.gc()
        opened.removeAll { it.get() == null }
    }
    println(opened.size)
    println(files() - files)
    println(holding / HELD)
    rounds.forEach(::println)
}

/** Openings before the first look, and in each round after it. */
const val ROUND = 250
private const val ROUNDS = 5
private const val HELD = 50
private const val PAGE_BYTES = 4096L
