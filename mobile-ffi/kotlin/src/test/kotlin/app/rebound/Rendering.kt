package app.rebound

import java.lang.reflect.Modifier
import rebound.core.Message

/**
 * A record as the core prints it for apps: the fields in their order, each message by its text.
 */
fun rendered(value: Any?, indent: String = ""): String {
    val deeper = "$indent  "
    return when (value) {
        null -> "null"
        is Message -> quoted(value.text)
        is String, is java.time.LocalDate -> quoted("$value")
        is Enum<*> -> quoted(value.name.lowercase())
        is List<*> -> value.map { rendered(it, deeper) }.enclosed("[", "]", indent)
        is Number, is Boolean, is UInt, is ULong -> "$value"
        else -> {
            val fields = fields(value).map { (name, held) -> "${quoted(name)}: " to held }
            // A case of a sealed class is an object with one name: the case.
            val variant = value.javaClass.superclass != Any::class.java
            val inner = if (variant) deeper else indent
            val body = fields.map { (name, held) -> name + rendered(held, "$inner  ") }.enclosed("{", "}", inner)
            if (!variant) return body
            val name = quoted(snake(value.javaClass.simpleName))
            listOf("$name: $body").enclosed("{", "}", indent)
        }
    }
}

private fun fields(value: Any): List<Pair<String, Any?>> =
    value.javaClass.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }.map { field ->
        field.isAccessible = true
        snake(field.name) to field.get(value)
    }

private fun List<String>.enclosed(open: String, close: String, indent: String) =
    if (isEmpty()) open + close else joinToString(",\n", "$open\n", "\n$indent$close") { "$indent  $it" }

private fun snake(name: String) =
    name.replace(Regex("(?<=.)[A-Z]")) { "_" + it.value }.lowercase()

private fun quoted(text: String) = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""
