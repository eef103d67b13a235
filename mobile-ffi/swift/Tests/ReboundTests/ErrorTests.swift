import Foundation
@testable import Rebound
import Testing

/// Errors from outside, by what an app can do about them, and the one from inside.
@Suite struct ErrorTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func errors() async throws {
        let found = try await ofTheFile() + ofTheServer() + ofTheKeys()
        for (code, error) in found {
            #expect(error.code() == code)
            #expect(try !#require(error.failureReason).isEmpty)
        }
        let source = try String(
            contentsOf: repository.appendingPathComponent("core/src/crossing/error.rs"), encoding: .utf8)
        let every = source.matches(of: /=> "([a-z_]+)",/).map { String($0.1) }
        // These have a row of their own: what the disk, the key store and our own faults bring about.
        let elsewhere = ["storage_full", "secrets_unavailable", "bug"]
        #expect(Set(every) == Set(found.map(\.0) + elsewhere))
    }

    @Test func panic() async throws {
        let device = try await folder.open()
        try await device.record(session(25))
        let recorded = try await device.facts()
        let bug = try await refusal {
            try await device.change { try $0.panicInRecord(body: session(5), now: at(monday)) }
        }
        #expect(bug == .Bug(reason: "on purpose, with a fact half recorded"))
        #expect(try await refusal { try await device.facts() }.code() == "paused")
        try await device.resume()
        #expect(try await device.facts() == recorded)
        try await device.record(session(5))
        await device.close()
        let again = try await folder.open()
        #expect(try await again.facts().count == 2)
        await again.close()
    }

    @Test func whatCanBeReadOfADamagedDatabaseIsSalvaged() async throws {
        let device = try await folder.open()
        try await device.record(session(25))
        await device.close()
        let salvaged = try await Device.salvage(path: folder.path(), secrets: Secrets(1))
        #expect((salvaged.facts, salvaged.unreadable) == (1, 0))
        let other = try await folder.open(2)
        #expect(try await other.importJson(salvaged.json).new == 1)
        await other.close()
    }

    private func ofTheFile() async throws -> [(String, ReboundError)] {
        let device = try await folder.open()
        let (notes, cut, newer) = (folder.path(7), folder.path(8), folder.path(9))
        try String(repeating: "these are my notes\n", count: 100).write(
            toFile: notes, atomically: true, encoding: .utf8)
        var found = [
            ("foreign_file", try await refusal { try await folder.opened(at: notes) }),
            ("open_elsewhere", try await refusal { try await folder.open() }),
            ("invalid", try await refusal { try await folder.opened(at: "/no/such/folder/a.db") }),
            ("not_here", try await refusal { try await device.recordJson(#"{"removal": {"target": "a1"}}"#) }),
        ]
        try await device.pause()
        let sound = try Data(contentsOf: URL(fileURLWithPath: folder.path()))
        try sound.dropLast(4096).write(to: URL(fileURLWithPath: cut))
        var changed = sound
        // Where SQLite keeps the version of whoever made the file.
        changed.replaceSubrange(60..<64, with: [0, 0, 0x7f, 0xff])
        try changed.write(to: URL(fileURLWithPath: newer))
        let keyless = Secrets(1)
        try keyless.delete(name: "key")
        found += [
            ("paused", try await refusal { try await device.facts() }),
            ("other_device", try await refusal { try await folder.opened(at: folder.path(), as: 2) }),
            ("other_account", try await refusal { try await folder.open(key: otherKey) }),
            ("key_missing", try await refusal { try await folder.open(1, keyless) }),
            ("damaged", try await refusal { try await folder.opened(at: cut) }),
            ("update_needed", try await refusal { try await folder.opened(at: newer) }),
        ]
        await device.close()
        return found
    }

    private func ofTheServer() async throws -> [(String, ReboundError)] {
        var found = [("signed_out", try await refusal { try await Account(secrets: Secrets(1)).devices() })]
        let answers = [
            ("not_a_server", 200, "<html>"), ("server_outdated", 405, problem("method_not_allowed")),
            ("code_needed", 403, problem("code_needed")), ("too_often", 429, problem("too_often")),
            ("refused", 403, problem("limit")), ("unavailable", 503, problem("not_ready")),
        ]
        for (code, status, body) in answers {
            let account = Account(secrets: Secrets(at: "http://127.0.0.1:9"), network: Canned((status, [:], body)))
            found.append((code, try await refusal { try await account.devices() }))
        }
        let nowhere = Account(secrets: Secrets(at: "http://127.0.0.1:9"))
        return found + [("offline", try await refusal { try await nowhere.devices() })]
    }

    private func ofTheKeys() async throws -> [(String, ReboundError)] {
        let (_, wrapped) = try await registered()
        let (other, _) = try await registered()
        let answer = #"{"account": "\#(nobody)", "credential": "rbd_0", "wrapped_key": "\#(wrapped)"}"#
        let lost = Account(secrets: Secrets(), network: Canned((200, [:], answer)))
        let asks = #"[{"device": "\#(deviceId(2))", "public_key": "bm9ib2R5"}]"#
        let network = Canned((200, [:], #"{"code": "K7Q4K7Q4", "expires_in_s": 300}"#), (200, [:], asks), (200, [:], "{}"))
        let owner = Account(secrets: Secrets(at: "http://127.0.0.1:9"), network: network)
        let text = try await owner.beginPairing().text
        return [
            (
                "other_code",
                try await refusal {
                    try await lost.recover(code: other, server: "127.0.0.1:9", name: "new", others: .stay)
                }
            ),
            ("not_paired", try await refusal { try await owner.confirmPairing(text, with: deviceId(2)) }),
        ]
    }

    /// The recovery code of a new account, and its key as the server keeps it.
    private func registered() async throws -> (code: String, wrapped: String) {
        let network = Canned((201, [:], #"{"account": "\#(nobody)", "credential": "rbd_0"}"#))
        let made = try await Account(secrets: Secrets(1), network: network).register(server: "127.0.0.1:9", name: "")
        let asked = try #require(JSONSerialization.jsonObject(with: network.lastBody) as? [String: Any])
        return (made.recoveryCode, try #require(asked["wrapped_key"] as? String))
    }
}

private let nobody = String(repeating: "0", count: 32)
