import Foundation

/// How a live sync is getting on.
public enum LinkState: Hashable, Sendable {
    /// There is no connection, and none is wanted: the device is paused, or the app said so.
    case resting
    /// A connection is being opened.
    case connecting
    /// Connected; the state says how the documents stand.
    case connected(SyncState)
    /// The server cannot be reached now; it is tried again after a pause.
    case offline
    /// Over: trying again helps only when the app has done what the end asks for.
    case ended(SyncEnd)
}

/// What came of a ``Device/syncOnce(with:within:)``.
public enum SyncOutcome: Hashable, Sendable {
    /// The server has stored everything this device has, and the other way round.
    case complete
    /// The time was up; what was exchanged is kept, and the next sync goes on from there.
    case outOfTime
    /// The server cannot be reached, or cannot answer now.
    case offline
    /// Trying again helps only when the app has done what the end asks for.
    case refused(SyncEnd)
}

extension Device {
    /// Syncs until both sides are equal, and no longer than `limit`: for work in the background. Where nothing is new,
    /// there or here, that is one request and no socket. A task that is cancelled meanwhile hangs up.
    ///
    /// - Parameter account: that of the key store which this device was opened with.
    /// - Throws: `SignedOut` for a device that has no account, or was ended; `NotAServer`, `ServerOutdated`,
    ///   `SecretsUnavailable`, and what a call of the device throws.
    public nonisolated func syncOnce(with account: Account, within limit: Duration) async throws -> SyncOutcome {
        try await withThrowingTaskGroup(of: SyncOutcome.self) { tasks in
            defer { tasks.cancelAll() }
            tasks.addTask {
                switch try await passing({ try await self.catchUp(with: account) }) {
                case .some(nil): .complete
                case nil, .lost, .silent: .offline
                case .some(.some(let end)): .refused(end)
                }
            }
            tasks.addTask {
                try await Task.sleep(for: limit)
                return .outOfTime
            }
            return try await tasks.next() ?? .outOfTime
        }
    }

    /// Keeps this device in step with the server for as long as the stream is read, and tells how it goes. Whoever
    /// stops reading closes the socket.
    ///
    /// - Parameter wanted: whether there may be a connection: false while the app is out of sight or without a
    ///   network. Each true begins anew at once, so an app that is told of another network says true again; without
    ///   a word there may always be one. While the device is paused there is none either.
    /// - Returns: the newest state whenever it is asked for; it throws what a call of the device throws.
    public nonisolated func sync(
        with account: Account, wanted: AsyncStream<Bool>? = nil
    ) -> AsyncThrowingStream<LinkState, any Error> {
        let (states, told) = AsyncThrowingStream.makeStream(
            of: LinkState.self, bufferingPolicy: .bufferingNewest(1))
        let (wishes, wish) = AsyncStream.makeStream(of: Wish.self)
        let tasks = [
            Task { for await isAwake in isAwake.values() { wish.yield(.awake(isAwake)) } },
            Task { for await isWanted in wanted ?? .once(true) { wish.yield(.wanted(isWanted)) } },
            Task { await keepInStep(with: account, as: wishes, told) },
        ]
        told.onTermination = { _ in for task in tasks { task.cancel() } }
        return states
    }

    /// Connects as often as both wishes come true, each time in place of the connection before.
    private nonisolated func keepInStep(
        with account: Account, as wishes: AsyncStream<Wish>, _ told: AsyncThrowingStream<LinkState, any Error>.Continuation
    ) async {
        var (isAwake, isWanted) = (false, false)
        var connection: Task<Void, Never>?
        for await wish in wishes {
            switch wish {
            case .awake(let now): isAwake = now
            case .wanted(let now): isWanted = now
            }
            connection?.cancel()
            await connection?.value
            told.yield(.resting)
            guard isAwake, isWanted else { continue }
            connection = Task {
                do {
                    told.yield(.ended(try await keepConnected(to: account) { told.yield($0) }))
                } catch is CancellationError {
                    return
                } catch ReboundError.Paused {
                    return
                } catch {
                    told.finish(throwing: error)
                }
            }
        }
        connection?.cancel()
    }

    /// Connects, and again after each loss, until an end that no other try would change.
    private nonisolated func keepConnected(
        to account: Account, tell: @escaping @Sendable (LinkState) -> Void
    ) async throws -> SyncEnd {
        let losses = Newest<UInt32>(0)
        while true {
            tell(.connecting)
            let end = try await converse(with: account) { state in
                if state == .upToDate { losses.update { $0 = 0 } }
                tell(.connected(state))
                return true
            }
            if let end, end != .lost, end != .silent { return end }
            tell(.offline)
            losses.update { $0 += 1 }
            let pause = retryAfterMs(losses: losses.current, chance: .random(in: .min ... .max))
            try await Task.sleep(for: .milliseconds(pause))
        }
    }
}

private enum Wish: Sendable {
    case awake(Bool)
    case wanted(Bool)
}

extension AsyncStream {
    /// One value, and no end.
    fileprivate static func once(_ value: Element) -> AsyncStream where Element: Sendable {
        let (stream, values) = makeStream(of: Element.self)
        values.yield(value)
        return stream
    }
}
