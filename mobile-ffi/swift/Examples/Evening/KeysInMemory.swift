import Foundation
import Rebound

/// A key store for a program that keeps nothing. An app takes a `Keychain`.
final class KeysInMemory: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: Data] = [:]

    func get(name: String) throws -> Data? {
        lock.withLock { values[name] }
    }

    func put(name: String, secret: Data) throws {
        lock.withLock { values[name] = secret }
    }

    func delete(name: String) throws {
        lock.withLock { values[name] = nil }
    }
}
