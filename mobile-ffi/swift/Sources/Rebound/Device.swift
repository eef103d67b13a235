@_exported import ReboundCore
import Foundation

/// A candidate's device, or a study partner's: record, read, plan, sync.
///
/// Calls wait for the disk on a thread of the device's own, one at a time, and may be made from any task or actor. A
/// task that is cancelled makes no more calls; what is under way comes to its end, so a record that has begun is
/// recorded. A call throws a ``ReboundError``, which says what the app can do, or ``DeviceClosed``.
public actor Device {
    /// What is asked for the moment of each call.
    public nonisolated let clock: any DeviceClock

    let isAwake = Newest(true)
    private let revision: Newest<UInt64>
    private let queue: CallQueue
    private var rebound: ReboundCore.Rebound?

    /// Each call runs on the device's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Opens the device whose database lies at `path`, creating it if there is none.
    ///
    /// - Parameter secrets: the platform's key store, such as a `Keychain`. The id of the device and the account key
    ///   are drawn at the very first opening and put away there before there is a database. A device that is to join
    ///   an account does so before: ``Account/join(_:server:name:)``, ``Account/recover(code:server:name:others:)``.
    /// - Throws: `SecretsUnavailable`: call it again, nothing is half done. `KeyMissing`, `Invalid` (also for a folder
    ///   that is not there), `OpenElsewhere`, `ForeignFile`, `OtherDevice`, `OtherAccount`, `UpdateNeeded`, `Damaged`,
    ///   `Unavailable`.
    public static func open(
        path: String, secrets: any SecretStore, clock: any DeviceClock = SystemClock()
    ) async throws -> Device {
        let queue = CallQueue()
        return try await queue.run {
            let rebound = try ReboundCore.Rebound.open(
                path: path, secrets: secrets, seed: random(bytes: 32))
            return Device(rebound, try rebound.revision(), on: queue, clock: clock)
        }
    }

    /// Reads what can be read of the database at `path`, after `Damaged`, with the key that it was opened with. Changes
    /// nothing in it. Set it aside afterwards, open a new device with a new key store, import the JSON, and sync.
    public static func salvage(path: String, secrets: any SecretStore) async throws -> Salvaged {
        try await CallQueue().run { try named { try ReboundCore.salvage(path: path, secrets: secrets) } }
    }

    private init(_ rebound: ReboundCore.Rebound, _ revision: UInt64, on queue: CallQueue, clock: any DeviceClock) {
        self.rebound = rebound
        self.revision = Newest(revision)
        self.queue = queue
        self.clock = clock
    }

    /// A number that rises with each change of what there is to show, whether it was recorded here or came from
    /// another device. Whoever reads it gets the newest at once; it ends when the device is closed.
    public nonisolated var changes: AsyncStream<UInt64> { revision.values() }

    /// What `ask` finds, now and after each change: `device.watch { try await $0.plan(exam) }`.
    public nonisolated func watch<T>(
        _ ask: @escaping @Sendable (Device) async throws -> T
    ) -> AsyncThrowingMapSequence<AsyncStream<UInt64>, T> {
        changes.map { _ in try await ask(self) }
    }

    /// Empties the log and closes the database, as an app must before the system suspends it: iOS ends a suspended
    /// process that holds a lock on a file. Calls throw `Paused` until ``resume()``; a live sync waits for it.
    /// Calling it again does nothing.
    public func pause() throws {
        isAwake.update { $0 = false }
        try call { try $0.pause() }
    }

    /// Opens the database again. Calling it again does nothing.
    public func resume() throws {
        try call { try $0.resume(seed: random(bytes: 32)) }
        try tell()
        isAwake.update { $0 = true }
    }

    /// Makes the database smaller and faster to open; worth a call in a quiet hour.
    public func compact() throws {
        try read { try $0.compact() }
    }

    /// Closes the database; what was recorded is on the disk already. Closing it again does nothing.
    public func close() {
        // A log that cannot be emptied now is read at the next opening.
        try? rebound?.pause()
        rebound = nil
        revision.end()
        isAwake.end()
    }

    /// What is new on the server since this device asked last.
    func news(from account: Account) async throws -> News {
        guard let rebound else { throw DeviceClosed() }
        return try await account.news(for: rebound)
    }

    func read<T>(_ ask: (ReboundCore.Rebound) throws -> T) throws -> T {
        try Task.checkCancellation()
        return try call(ask)
    }

    func change<T>(_ work: (ReboundCore.Rebound) throws -> T) throws -> T {
        let done = try read(work)
        try tell()
        return done
    }

    /// Tells whoever watches, if there is something else to show.
    func tell() throws {
        let found = try call { try $0.revision() }
        if found != revision.current { revision.update { $0 = found } }
    }

    private func call<T>(_ work: (ReboundCore.Rebound) throws -> T) throws -> T {
        guard let rebound else { throw DeviceClosed() }
        return try named { try work(rebound) }
    }
}

/// A call came after the device was closed: open it again.
public struct DeviceClosed: LocalizedError {
    /// What an alert shows where the app has no words of its own.
    public var errorDescription: String? { "The device is closed: open it again." }
}

/// So many random bytes, from the system's own source.
func random(bytes count: Int) -> Data {
    Data((0..<count).map { _ in .random(in: .min ... .max) })
}
