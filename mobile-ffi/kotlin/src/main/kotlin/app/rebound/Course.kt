package app.rebound

import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay
import rebound.core.CallOutcome
import rebound.core.CallStep
import rebound.core.HttpReply
import rebound.core.ReboundException
import rebound.mobile.ServerCall

/**
 * One use case at the server, as far as it has come. After a failure it can be gone on with.
 */
internal class Course(val arguments: List<Any?>, private val call: ServerCall) : AutoCloseable {
    /** What was answered and could not be put away yet. */
    private var answer: HttpReply? = null

    /** Performs what the library asks for until there is an outcome. */
    suspend fun outcome(http: Http): CallOutcome {
        var step = call.step()
        while (true) {
            step = when (val next = step) {
                is CallStep.Done -> return next.outcome
                is CallStep.Send -> answered(answer ?: next.performed(http))
            }
        }
    }

    private suspend fun CallStep.Send.performed(http: Http): HttpReply {
        delay(afterMs.toLong().milliseconds)
        return http.perform(request)
    }

    private fun answered(reply: HttpReply): CallStep {
        answer = null
        return try {
            told { call.answer(reply) }
        } catch (locked: ReboundException.SecretsUnavailable) {
            answer = reply
            throw locked
        }
    }

    override fun close() = call.close()
}
