import Foundation

extension Device {
    /// Drives one link over one socket until it ends, or until `goOn` is false: then there is no end.
    func converse(
        with account: Account, while goOn: @Sendable (SyncState) async -> Bool
    ) async throws -> SyncEnd? {
        guard let socket = try await account.openLink() else { return .lost }
        defer { socket.close() }
        let link = try read { try $0.connect(now: clock.now()) }
        // The app may have closed the device meanwhile.
        defer { _ = try? link.lost(bootMs: clock.bootMs()) }
        return try await drive(link, over: socket, while: goOn)
    }

    private func drive(
        _ link: SyncLink, over socket: any SyncSocket, while goOn: @Sendable (SyncState) async -> Bool
    ) async throws -> SyncEnd? {
        let inbox = Inbox(socket: socket)
        defer { inbox.close() }
        inbox.receive()
        inbox.ping()
        inbox.watch(changes)
        var incoming = inbox.events.makeAsyncIterator()
        var turn = try read { _ in try link.poll() }
        while true {
            try tell()
            // Where the server has closed, its last words are still to be read.
            for frame in turn.frames { try? await socket.send(frame) }
            guard await goOn(turn.state) else { return nil }
            if case .ended(let end) = turn.state { return end }
            if let deadline = turn.deadlineBootMs { inbox.wait(for: deadline, by: clock) }
            guard let event = await incoming.next() else { throw CancellationError() }
            if case .refused(let end) = event { return end }
            turn = try read { _ in try link.take(event, at: clock.bootMs()) }
            if case .arrived = event { inbox.receive() }
        }
    }
}

extension SyncLink {
    fileprivate func take(_ event: Inbox.Event, at bootMs: UInt64) throws -> SyncTurn {
        switch event {
        case .arrived(let frame): try receive(frame: frame, bootMs: bootMs)
        case .answered: try alive(bootMs: bootMs)
        case .recorded: try poll()
        case .waited: try timeout(bootMs: bootMs)
        case .gone, .refused: try lost(bootMs: bootMs)
        }
    }
}

/// What happens to a link from outside, in order, each thing from a task of its own.
private final class Inbox: @unchecked Sendable {
    enum Event: Sendable {
        case arrived(Data)
        case answered
        case recorded
        case waited
        case gone
        case refused(SyncEnd)
    }

    let events: AsyncStream<Event>
    private let inbox: AsyncStream<Event>.Continuation
    private let socket: any SyncSocket
    private var tasks: [Task<Void, any Error>] = []
    private var timer: Task<Void, any Error>?

    init(socket: any SyncSocket) {
        self.socket = socket
        (events, inbox) = AsyncStream.makeStream()
    }

    /// One frame is waited for at a time: what comes faster than it is taken in waits at the other side.
    func receive() {
        Task { [socket, inbox] in
            do {
                inbox.yield(.arrived(try await socket.receive()))
            } catch let refused as NotUpgraded {
                inbox.yield(refused.end.map(Event.refused) ?? .gone)
            } catch {
                inbox.yield(.gone)
            }
        }
    }

    /// A proxy between would close a socket on which nothing moves.
    func ping() {
        tasks.append(
            Task { [socket, inbox] in
                while true {
                    try await Task.sleep(for: .seconds(20))
                    socket.ping { inbox.yield(.answered) }
                }
            })
    }

    func watch(_ changes: AsyncStream<UInt64>) {
        tasks.append(Task { [inbox] in for await _ in changes { inbox.yield(.recorded) } })
    }

    func wait(for deadlineBootMs: UInt64, by clock: any DeviceClock) {
        timer?.cancel()
        timer = Task { [inbox] in
            let now = clock.bootMs()
            try await Task.sleep(for: .milliseconds(max(deadlineBootMs, now) - now))
            inbox.yield(.waited)
        }
    }

    func close() {
        for task in tasks { task.cancel() }
        timer?.cancel()
        inbox.finish()
    }
}

extension NotUpgraded {
    /// What that means for a link; nothing for what passes.
    fileprivate var end: SyncEnd? {
        switch status {
        case 401: .refused(reason: "the server does not know this device, or no longer")
        case 429, 500...599: nil
        default: .notTheProtocol(reason: "no WebSocket there: status \(status)")
        }
    }
}
