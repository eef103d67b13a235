import Foundation

extension Device {
    /// Asks what is new, and exchanges that; `nil` once both sides are equal.
    func catchUp(with account: Account) async throws -> SyncEnd? {
        let news = try await news(from: account)
        let isNew = try read { try $0.takeNews(news: news, now: clock.now()) }
        try tell()
        return isNew ? try await converse(with: account, about: news) { $0 != .upToDate } : nil
    }

    /// Drives one link over one socket until it ends, or until `goOn` is false: then there is no end. With `news` it is
    /// about those alone.
    func converse(
        with account: Account, about news: News? = nil, while goOn: @Sendable (SyncState) async -> Bool
    ) async throws -> SyncEnd? {
        guard let socket = try await account.openLink() else { return .lost }
        defer { socket.close() }
        let now = clock.now()
        let link = try read { rebound in
            guard let news else { return try rebound.connect(now: now) }
            return try rebound.connectFor(news: news, now: now)
        }
        // The app may have closed the device meanwhile.
        defer { _ = try? link.lost(bootMs: clock.bootMs()) }
        let inbox = Inbox(socket: socket)
        defer { inbox.close() }
        inbox.begin(watching: changes)
        let first = try read { _ in try link.poll() }
        if let end = try await drive(link, inbox, from: first, while: goOn) { return end }
        guard news != nil, try read({ _ in try link.hasSent() }) else { return nil }
        // What was sent is named as new there. Where that cannot be asked now, the next sync does.
        guard let again = try await passing({ try await self.news(from: account) }) else { return nil }
        let compared = try read { _ in try link.compare(news: again, bootMs: clock.bootMs()) }
        return try await drive(link, inbox, from: compared, while: goOn)
    }

    private func drive(
        _ link: SyncLink, _ inbox: Inbox, from first: SyncTurn, while goOn: @Sendable (SyncState) async -> Bool
    ) async throws -> SyncEnd? {
        var turn = first
        while true {
            try tell()
            // Where the server has closed, its last words are still to be read.
            for frame in turn.frames { try? await inbox.socket.send(frame) }
            guard await goOn(turn.state) else { return nil }
            if case .ended(let end) = turn.state { return end }
            if let deadline = turn.deadlineBootMs { inbox.wait(for: deadline, by: clock) }
            guard let event = await inbox.next() else { throw CancellationError() }
            if case .refused(let end) = event { return end }
            turn = try read { _ in try link.take(event, at: clock.bootMs()) }
            if case .arrived = event { inbox.receive() }
        }
    }
}

/// What was asked of a server; `nil` where it cannot be reached, or cannot answer now.
func passing<T: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ ask: () async throws -> T
) async throws -> T? {
    do {
        return try await ask()
    } catch ReboundError.Offline, ReboundError.Unavailable, ReboundError.TooOften {
        return nil
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

    let socket: any SyncSocket
    private let events: AsyncStream<Event>
    private let inbox: AsyncStream<Event>.Continuation
    private var tasks: [Task<Void, any Error>] = []
    private var timer: Task<Void, any Error>?

    init(socket: any SyncSocket) {
        self.socket = socket
        (events, inbox) = AsyncStream.makeStream()
    }

    /// Listens to the socket and to what is recorded, until it is closed.
    func begin(watching changes: AsyncStream<UInt64>) {
        receive()
        ping()
        tasks.append(Task { [inbox] in for await _ in changes { inbox.yield(.recorded) } })
    }

    /// What happens next; `nil` for a task that is cancelled.
    func next() async -> Event? {
        for await event in events { return event }
        return nil
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
    private func ping() {
        tasks.append(
            Task { [socket, inbox] in
                while true {
                    try await Task.sleep(for: .seconds(20))
                    socket.ping { inbox.yield(.answered) }
                }
            })
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
