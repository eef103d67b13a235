import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What a device asks of the network. ``SystemNetwork`` does it with `URLSession`; an app that goes other ways, and a
/// test, brings its own.
public protocol Network: Sendable {
    /// Performs a request, and returns what was answered with whatever status. Throws where no answer came, and
    /// ``AnswerTooLong`` where the body has more than `bytes`. It follows no redirection: what the head of a request
    /// holds is for the server that it names.
    func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse)

    /// Begins to open a WebSocket. What comes of it is told by ``SyncSocket/receive()``.
    func open(_ request: URLRequest) async throws -> any SyncSocket
}

/// A WebSocket for binary frames of up to 16 MiB.
public protocol SyncSocket: Sendable {
    /// Sends a frame; returns when the network has taken it.
    func send(_ frame: Data) async throws

    /// The next frame. Throws when the socket is gone: ``NotUpgraded`` where the server did not open one. Called again
    /// only after it has returned.
    func receive() async throws -> Data

    /// Asks whether the other side is there, and calls `answered` when it says so.
    func ping(_ answered: @escaping @Sendable () -> Void)

    /// Closes the socket; a ``receive()`` that waits throws. Calling it again does nothing.
    func close()
}

/// The server answered, and did not open a WebSocket.
public struct NotUpgraded: Error, Equatable {
    /// The status of its answer: 401 for a device that it does not know, or no longer.
    public let status: Int

    /// An answer with this status.
    public init(status: Int) {
        self.status = status
    }
}

/// An answer is longer than it may be: no server of this kind says so much.
public struct AnswerTooLong: Error, Equatable {
    /// An answer of more than it may have.
    public init() {}
}

/// The network through `URLSession`.
public struct SystemNetwork: Network {
    private let session: URLSession

    /// Goes through the app's own session, with its proxies and, where the app pins the server's certificate, its
    /// delegate: `urlSession(_:didReceive:completionHandler:)` is asked before anything is sent.
    public init(session: URLSession = .shared) {
        self.session = session
    }

    /// Performs a request with `URLSessionDataTask`. A task that is cancelled cancels it.
    public func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse) {
        try await Conduct(upTo: bytes).perform(request, over: session)
    }

    /// Begins to open a WebSocket with `URLSessionWebSocketTask`.
    public func open(_ request: URLRequest) async throws -> any SyncSocket {
        var request = request
        #if canImport(FoundationNetworking)
            // Foundation for Linux says `keep-alive` here, and no server would open a socket.
            request.setValue("Upgrade", forHTTPHeaderField: "Connection")
        #endif
        let task = session.webSocketTask(with: request)
        // A server's message has at most 16 MiB; without a word the system takes one.
        task.maximumMessageSize = 16 << 20
        task.resume()
        return SystemSocket(task: task)
    }
}

/// A socket of the system's.
private struct SystemSocket: SyncSocket {
    let task: URLSessionWebSocketTask

    func send(_ frame: Data) async throws {
        try await closing { try await task.send(.data(frame)) }
    }

    func receive() async throws -> Data {
        do {
            guard case .data(let frame) = try await closing({ try await task.receive() }) else { return Data() }
            return frame
        } catch {
            let status = (task.response as? HTTPURLResponse)?.statusCode
            if let status, status != 101 { throw NotUpgraded(status: status) }
            throw error
        }
    }

    func ping(_ answered: @escaping @Sendable () -> Void) {
        task.sendPing { error in
            if error == nil { answered() }
        }
    }

    func close() {
        task.cancel(with: .normalClosure, reason: nil)
    }

    /// A task that is cancelled while it waits for the socket closes it: nothing else would wake it.
    private func closing<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T {
        try await withTaskCancellationHandler(operation: work, onCancel: close)
    }
}
