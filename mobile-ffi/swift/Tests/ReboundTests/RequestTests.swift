import Foundation
import Rebound
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What becomes of the requests of an account on their way.
@Suite struct RequestTests {
    @Test(arguments: [
        (200, "<html>Sign in to this network</html>", "not_a_server"),
        (302, "", "not_a_server"),
        (404, "nginx", "not_a_server"),
        (502, "<html>Bad gateway</html>", "unavailable"),
        (404, problem("not_found"), "server_outdated"),
        (405, problem("method_not_allowed"), "server_outdated"),
        (401, problem("unauthorised"), "signed_out"),
        (403, problem("limit"), "refused"),
        (429, problem("too_often"), "too_often"),
        (500, problem("internal"), "unavailable"),
        (418, problem("something_new"), "refused"),
    ])
    func whatAnswersAndIsNoSuchServerIsToldApart(status: Int, body: String, code: String) async throws {
        let account = Account(secrets: Secrets(at: "http://127.0.0.1:9"), network: Canned((status, [:], body)))
        #expect(try await refusal { try await account.devices() }.code() == code)
    }

    @Test func aServerThatAsksToWaitIsAskedAgainAfterThat() async throws {
        let network = Canned((429, ["Retry-After": "1"], problem("too_often")), (200, [:], "[]"))
        let account = Account(secrets: Secrets(at: "http://127.0.0.1:9"), network: network)
        let begun = ContinuousClock.now
        #expect(try await account.devices().isEmpty)
        #expect(ContinuousClock.now - begun >= .seconds(1))
    }

    @Test func whereNothingListensIsOffline() async throws {
        let account = Account(secrets: Secrets(at: "http://127.0.0.1:9"))
        #expect(try await refusal { try await account.devices() }.code() == "offline")
    }

    @Test(arguments: ["", "not an address", "https://a/b"])
    func whatIsNoAddressIsInvalid(address: String) async throws {
        let account = Account(secrets: Secrets(1))
        #expect(try await refusal { try await account.register(server: address, name: "") }.code() == "invalid")
    }

    @Test func anAnswerWithoutAnEndIsNotTakenIn() async throws {
        let page = "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: " ", count: 17 << 20)
        let listener = Listener(answer: page)
        let account = Account(secrets: Secrets(at: listener.address))
        #expect(try await refusal { try await account.devices() }.code() == "not_a_server")
    }

    @Test func aTaskThatIsCancelledHangsUp() async throws {
        let listener = Listener(answer: nil)
        let account = Account(secrets: Secrets(at: listener.address))
        var heard = listener.heard.makeAsyncIterator()
        let asking = Task { try await account.devices() }
        #expect(await heard.next() == "GET /v1/devices HTTP/1.1")
        asking.cancel()
        await #expect(throws: CancellationError.self) { try await asking.value }
        #expect(await heard.next() == "gone")
    }

    @Test func aRedirectionIsNotFollowedWithTheCredential() async throws {
        let elsewhere = Listener(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        let listener = Listener(
            answer: "HTTP/1.1 302 Found\r\nLocation: \(elsewhere.address)/v1/devices\r\nContent-Length: 0\r\n\r\n")
        let account = Account(secrets: Secrets(at: listener.address))
        #expect(try await refusal { try await account.devices() }.code() == "not_a_server")
    }
}
