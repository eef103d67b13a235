import Foundation
import Rebound

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A network on which every socket opens, and nothing ever arrives there.
final class Silence: Network, @unchecked Sendable {
    /// Says one more word for each socket that was opened.
    let opened: AsyncStream<Int>
    /// How many were closed.
    var closed: Int { lock.withLock { closures } }

    private let answers: Bool
    private let lock = NSLock()
    private let openings: AsyncStream<Int>.Continuation
    private var count = 0
    private var closures = 0

    /// - Parameter answers: whether a request is answered all the same.
    init(answers: Bool) {
        self.answers = answers
        (opened, openings) = AsyncStream.makeStream()
    }

    func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse) {
        guard !answers else { return try await SystemNetwork().perform(request, upTo: bytes) }
        try await Task.sleep(for: .seconds(3600))
        throw URLError(.timedOut)
    }

    func open(_ request: URLRequest) async throws -> any SyncSocket {
        openings.yield(
            lock.withLock {
                count += 1
                return count
            })
        return SilentSocket { [self] in lock.withLock { closures += 1 } }
    }
}

private final class SilentSocket: SyncSocket {
    private let arriving: AsyncStream<Data>
    private let arrivals: AsyncStream<Data>.Continuation
    private let closed: @Sendable () -> Void

    init(closed: @escaping @Sendable () -> Void) {
        (arriving, arrivals) = AsyncStream.makeStream()
        self.closed = closed
    }

    func send(_ frame: Data) async throws {}

    func receive() async throws -> Data {
        for await frame in arriving { return frame }
        throw CancellationError()
    }

    func ping(_ answered: @escaping @Sendable () -> Void) {}

    func close() {
        closed()
        arrivals.finish()
    }
}
