package app.rebound

import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class GuideTest {
    @Test
    fun eachSnippetOfTheGuideIsCompiled() {
        val compiled = lines(Files.readString(Path.of("src/test/kotlin/app/rebound/guide/Guide.kt")))
        val snippets = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
            .findAll(Files.readString(Path.of("README.md"))).map { lines(it.groupValues[1]) }.toList()
        assertTrue(snippets.size >= 8)
        for (snippet in snippets) assertTrue(snippet in compiled, snippet)
    }

    private fun lines(text: String) = text.trim().lines().joinToString("\n") { it.trim() }
}
