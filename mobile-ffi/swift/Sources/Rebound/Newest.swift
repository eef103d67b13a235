import Foundation

/// A value that changes, for any number of readers: each gets the newest at once and is never told each of many.
final class Newest<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value
    private var isOver = false
    private var readers: [UUID: AsyncStream<Value>.Continuation] = [:]

    init(_ value: Value) {
        self.value = value
    }

    /// How many are told.
    var count: Int { lock.withLock { readers.count } }

    /// The newest one.
    var current: Value { lock.withLock { value } }

    /// The newest one, and each newer one that the reader is in time for. Ends with the reader's task.
    func values() -> AsyncStream<Value> {
        let (stream, reader) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
        let name = UUID()
        lock.withLock {
            reader.yield(value)
            isOver ? reader.finish() : (readers[name] = reader)
        }
        reader.onTermination = { [weak self] _ in
            self?.lock.withLock { _ = self?.readers.removeValue(forKey: name) }
        }
        return stream
    }

    /// Changes the value and tells all readers.
    func update(_ change: (inout Value) -> Void) {
        lock.withLock {
            guard !isOver else { return }
            change(&value)
            for reader in readers.values { reader.yield(value) }
        }
    }

    /// There will be no newer one.
    func end() {
        let last = lock.withLock {
            isOver = true
            defer { readers = [:] }
            return Array(readers.values)
        }
        // Each reader takes itself out, which takes the lock.
        for reader in last { reader.finish() }
    }

    deinit { end() }
}
