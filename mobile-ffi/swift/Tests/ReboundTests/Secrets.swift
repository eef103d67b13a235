import Foundation
import Rebound

/// A key store in memory, which can fail at a call, before or after it has done what was asked.
final class Secrets: SecretStore, @unchecked Sendable {
    struct Locked: Error {}

    enum Late {
        case no
        case yes
    }

    private let lock = NSLock()
    private var values: [String: Data] = [:]
    private var count = 0
    private var failure: (call: Int, late: Late)?

    init() {}

    /// That of a device whose id and key were put away before.
    init(_ number: Int, key: Data = key) {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * (7 - $0))) }
        values = ["device": Data(digits), "key": key]
    }

    /// That of a device that has a credential for a server.
    convenience init(at server: String) {
        self.init(1)
        let account = String(repeating: "0", count: 32)
        values["credential"] = Data(#"{"server": "\#(server)", "account": "\#(account)", "credential": "rbd_0"}"#.utf8)
    }

    /// What it keeps.
    var kept: [String: Data] { lock.withLock { values } }

    /// How often it was called.
    var calls: Int { lock.withLock { count } }

    /// Fails once, so many calls from now.
    func fail(in calls: Int, late: Late = .no) {
        lock.withLock { failure = (count + calls, late) }
    }

    func get(name: String) throws -> Data? {
        try call { $0[name] }
    }

    func put(name: String, secret: Data) throws {
        try call { $0[name] = secret }
    }

    func delete(name: String) throws {
        try call { $0[name] = nil }
    }

    private func call<T>(_ work: (inout [String: Data]) -> T) throws -> T {
        try lock.withLock {
            count += 1
            let late = failure?.call == count ? failure?.late : nil
            if late == .no { throw Locked() }
            let done = work(&values)
            if late == .yes { throw Locked() }
            return done
        }
    }
}
