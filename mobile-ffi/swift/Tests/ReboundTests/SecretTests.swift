import Foundation
import Rebound
import Testing

/// What the key store keeps, and what becomes of a device when it does not.
@Suite struct SecretTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func secretStore() async throws {
        for (number, late) in (1...5).flatMap({ [($0, Secrets.Late.no), ($0, .yes)] }) {
            let secrets = Secrets()
            let database = number * 2 + (late == .no ? 0 : 1)
            secrets.fail(in: number, late: late)
            let refused = try await refusal { try await folder.open(database, secrets) }
            guard case .SecretsUnavailable(let reason) = refused else { throw refused }
            #expect(reason.contains("Locked"))
            #expect(!FileManager.default.fileExists(atPath: folder.path(database)))
            let before = secrets.kept
            let device = try await folder.open(database, secrets)
            await device.close()
            // What was put away is taken: nothing is drawn in its place.
            #expect(before.allSatisfy { secrets.kept[$0.key] == $0.value })
            #expect(secrets.kept.mapValues(\.count) == ["device": 8, "key": 32])
        }
        let secrets = Secrets()
        let device = try await folder.open(20, secrets)
        // Each of them is tried above.
        #expect(secrets.calls == 5)
        await device.close()
    }

    @Test func eachOpeningHasTheSameDeviceAndKey() async throws {
        let secrets = Secrets()
        let first = try await folder.open(1, secrets)
        try await first.record(session(25))
        await first.close()
        let kept = secrets.kept
        let second = try await folder.open(1, secrets)
        #expect(try await second.facts().count == 1)
        #expect(secrets.kept == kept)
        let other = Secrets()
        let another = try await folder.open(2, other)
        #expect(Set(other.kept.values).isDisjoint(with: kept.values))
        for device in [second, another] { await device.close() }
    }

    @Test func aDatabaseWithoutItsKeyIsLeftAsItIsUntilTheKeyIsBack() async throws {
        let secrets = Secrets()
        let device = try await folder.open(1, secrets)
        try await device.record(session(25))
        await device.close()
        let account = Account(secrets: secrets)
        let text = try await account.keyText()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.path()))
        let key = secrets.kept["key"]
        try secrets.delete(name: "key")
        #expect(try await refusal { try await folder.open(1, secrets) }.code() == "key_missing")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path())) == before)
        #expect(secrets.kept["key"] == nil)
        try await account.takeKey(text)
        #expect(secrets.kept["key"] == key)
        let again = try await folder.open(1, secrets)
        #expect(try await again.facts().count == 1)
        let other = try await Account(secrets: Secrets(2, key: otherKey)).keyText()
        #expect(try await refusal { try await account.takeKey(other) }.code() == "other_account")
        #expect(try await refusal { try await account.takeKey(String(text.dropLast())) }.code() == "invalid")
        await again.close()
    }

    @Test func whatCannotBeGotBackIsSaidBeforeItIsTooLate() {
        let told = Account(secrets: Secrets()).warnings
        #expect(told.beforeFirstSync.key == "account.before_first_sync")
        #expect(told.recoveryCode.key == "account.recovery_code")
        for words in ["nobody can read", "recovery code", "export"] {
            #expect(told.beforeFirstSync.text.contains(words))
        }
    }
}
