package app.rebound

import java.nio.file.Files
import java.nio.file.Path
import java.util.zip.ZipFile
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What of the packaging for Android can be tried without Android. */
class AndroidTest {
    @TempDir lateinit var folder: Path

    @Test
    fun theArchiveHasItsPartsInTheirPlaces() {
        val library = Files.createDirectories(folder.resolve("jni/arm64-v8a")).resolve("librebound_mobile.so")
        Files.writeString(library, "a library")
        val classes = Files.writeString(folder.resolve("rebound.jar"), "classes")
        val archive = folder.resolve("rebound.aar")
        assertEquals(0, run("package.sh", classes, folder.resolve("jni"), archive))
        ZipFile(archive.toFile()).use { aar ->
            val files = aar.stream().filter { !it.isDirectory }.map { it.name }.toList().toSet()
            val library = "jni/arm64-v8a/librebound_mobile.so"
            assertEquals(setOf("AndroidManifest.xml", "classes.jar", "proguard.txt", "R.txt", library), files)
            val rules = aar.getInputStream(aar.getEntry("proguard.txt")).reader().readText()
            assertTrue("-keep class com.sun.jna.** { *; }" in rules)
        }
    }

    @Test
    fun aLibraryForSmallPagesIsNamed() {
        compile(folder.resolve("small/a.so"), pageBytes = 4096)
        compile(folder.resolve("large/a.so"), pageBytes = 16384)
        assertEquals(1, run("page-size.sh", folder.resolve("small")))
        assertEquals(0, run("page-size.sh", folder.resolve("large")))
        assertEquals(1, run("page-size.sh", Files.createDirectories(folder.resolve("none"))))
    }

    private fun compile(library: Path, pageBytes: Int) {
        Files.createDirectories(library.parent)
        val pages = "-Wl,-z,max-page-size=$pageBytes"
        val command = listOf("cc", "-shared", pages, "-o", "$library", "-x", "c", "/dev/null")
        assertEquals(0, ProcessBuilder(command).inheritIO().start().waitFor())
    }

    private fun run(script: String, vararg arguments: Path): Int {
        val command = listOf("${Project.android.resolve(script)}") + arguments.map { "$it" }
        return ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()
    }
}
