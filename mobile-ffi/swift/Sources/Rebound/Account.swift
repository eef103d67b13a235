import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A device's account on a server: how it gets one, and what it does there.
///
/// Every function that asks the server performs the requests of one use case, waits as long as the library says
/// between them, and returns what came of it. It throws a ``ReboundError``: `Offline` where no answer came, and what
/// the server's answer means. A task that is cancelled closes its request.
///
/// What was interrupted goes on: a call that threw `Offline`, `SecretsUnavailable`, `TooOften`, `Unavailable` or
/// `CancellationError`, and is made once more with the same arguments, goes on where it stood. So a new recovery code
/// whose answer was lost is the one that the next try shows.
public actor Account {
    let network: any Network
    private let account: ReboundCore.Account
    private let queue = CallQueue()
    private var interrupted: [String: UseCase] = [:]

    /// The key store is asked on a thread of the account's own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// The account whose secrets a key store keeps: the one that the device is opened with. Nothing is asked of it yet.
    public init(secrets: any SecretStore, network: any Network = SystemNetwork()) {
        account = ReboundCore.Account(secrets: secrets)
        self.network = network
    }

    /// What a person is told about keys before it is too late: before the first sync, beside a recovery code, before the
    /// last device goes, where a server is entered.
    public nonisolated var warnings: KeyWarnings { account.warnings() }

    /// What all devices with the same key show alike; it tells nothing of it.
    public func fingerprint() throws -> String {
        try ask { try $0.fingerprint() }
    }

    /// The key as text with a checksum, to be written down. Whoever has it can read everything.
    public func keyText() throws -> String {
        try ask { try $0.keyText() }
    }

    /// Takes over a key from its text, before the first opening or when ``Device/open(path:secrets:clock:)`` throws
    /// `KeyMissing`.
    public func takeKey(_ text: String) throws {
        try ask { try $0.takeKey(text: text) }
    }

    /// Forgets key, id and credential of this device. What its database holds can be read no more unless another
    /// device or the recovery code brings the key back: export before.
    public func forget() throws {
        interrupted = [:]
        try ask { try $0.forget() }
    }

    /// A socket to sync over; `nil` if there is no way.
    func openLink() async throws -> (any SyncSocket)? {
        let request = try URLRequest(ask { try $0.link() })
        do {
            return try await network.open(request)
        } catch {
            try Task.checkCancellation()
            return nil
        }
    }

    /// What is new for a device since it asked last.
    func news(for device: ReboundCore.Rebound) async throws -> News {
        var useCase = UseCase(arguments: [], call: try ask { try $0.news(device: device) })
        return try await wanted(\.news, of: follow(&useCase))
    }

    /// Performs a use case to its end, and reads what is wanted from what came of it. It goes on where it was
    /// interrupted, if it was.
    func perform<T>(
        _ read: (CallOutcome) -> T?, name: String = #function, _ arguments: [String?] = [],
        begin: @Sendable (ReboundCore.Account) throws -> ServerCall
    ) async throws -> T {
        try Task.checkCancellation()
        let before = interrupted.removeValue(forKey: name).flatMap { $0.arguments == arguments ? $0 : nil }
        var useCase = try before ?? UseCase(arguments: arguments, call: ask(begin))
        do {
            return try await wanted(read, of: follow(&useCase))
        } catch {
            if error.passes { interrupted[name] = useCase }
            throw error
        }
    }

    private func wanted<T>(_ read: (CallOutcome) -> T?, of outcome: CallOutcome) throws -> T {
        guard let wanted = read(outcome) else { throw ReboundError.Bug(reason: "not what it ends with: \(outcome)") }
        return wanted
    }

    private func follow(_ useCase: inout UseCase) async throws -> CallOutcome {
        var step = useCase.call.step()
        if let unheard = useCase.unheard { step = try useCase.hear(unheard) }
        while true {
            switch step {
            case .done(let outcome):
                return outcome
            case .send(let request, let afterMs):
                try await Task.sleep(for: .milliseconds(afterMs))
                step = try useCase.hear(await send(request))
            }
        }
    }

    private func send(_ request: HttpRequest) async throws -> HttpReply {
        let (request, bytesMax) = (try URLRequest(request), Int(clamping: request.replyBytesMax))
        do {
            return HttpReply(try await network.perform(request, upTo: bytesMax))
        } catch is AnswerTooLong {
            throw ReboundError.NotAServer(reason: "an answer of more than \(bytesMax) bytes")
        } catch {
            try Task.checkCancellation()
            throw ReboundError.Offline(reason: error.localizedDescription)
        }
    }

    private func ask<T>(_ work: (ReboundCore.Account) throws -> T) throws -> T {
        try Task.checkCancellation()
        return try named { [account] in try work(account) }
    }
}

/// One use case at the server, as far as it has come.
private struct UseCase {
    let arguments: [String?]
    let call: ServerCall
    /// An answer that the key store was in the way of.
    var unheard: HttpReply?

    mutating func hear(_ reply: HttpReply) throws -> CallStep {
        unheard = reply
        let step = try named { try call.answer(reply: reply) }
        unheard = nil
        return step
    }
}

extension Error {
    /// Whether the same request, or the same answer, may be tried again.
    fileprivate var passes: Bool {
        switch self as? ReboundError {
        case .Offline, .SecretsUnavailable, .TooOften, .Unavailable: true
        case nil: self is CancellationError
        default: false
        }
    }
}

/// What the library did not name itself is a fault in it.
func named<T>(_ work: () throws -> T) throws -> T {
    do {
        return try work()
    } catch let error as ReboundError {
        throw error
    } catch {
        throw ReboundError.Bug(reason: error.localizedDescription)
    }
}
