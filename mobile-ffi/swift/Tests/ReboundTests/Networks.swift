import Foundation
import Rebound

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A network that counts what it performs, and loses one answer if it is told to.
final class Losing: Network, @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0
    private var sockets = 0
    private var losing = 0

    /// How many requests it has performed.
    var performed: Int { lock.withLock { count } }
    /// How many sockets it has opened.
    var opened: Int { lock.withLock { sockets } }

    /// Loses the answer to the next request, or to one after it.
    func lose(in requests: Int = 1) {
        lock.withLock { losing = requests }
    }

    func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse) {
        let answer = try await SystemNetwork().perform(request, upTo: bytes)
        let isLost = lock.withLock {
            count += 1
            losing -= 1
            return losing == 0
        }
        if isLost { throw URLError(.networkConnectionLost) }
        return answer
    }

    func open(_ request: URLRequest) async throws -> any SyncSocket {
        lock.withLock { sockets += 1 }
        return try await PlainNetwork().open(request)
    }
}

/// A network that gives the same answers in their order, whatever it is asked.
final class Canned: Network, @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [(status: Int, head: [String: String], body: String)]
    private var asked = Data()

    /// The body of the request that came last.
    var lastBody: Data { lock.withLock { asked } }

    init(_ answers: (status: Int, head: [String: String], body: String)...) {
        self.answers = answers
    }

    func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse) {
        let answer = try lock.withLock {
            asked = request.httpBody ?? Data()
            if answers.isEmpty { throw URLError(.networkConnectionLost) }
            return answers.removeFirst()
        }
        let head = HTTPURLResponse(
            url: request.url!, statusCode: answer.status, httpVersion: "HTTP/1.1", headerFields: answer.head)
        return (Data(answer.body.utf8), head!)
    }

    func open(_ request: URLRequest) async throws -> any SyncSocket {
        throw URLError(.networkConnectionLost)
    }
}

/// A port of this machine that answers each request alike, or never.
final class Listener: Sendable {
    let address: String
    /// The first line of each request, and `gone` when whoever sent it has hung up.
    let heard: AsyncStream<String>

    private let hearing: AsyncStream<String>.Continuation
    private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

    /// - Parameter answer: the whole answer; `nil`: it never comes.
    init(answer: String?) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, size)
                _ = listen(descriptor, 8)
                _ = getsockname(descriptor, $0, &size)
            }
        }
        self.address = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        (heard, hearing) = AsyncStream.makeStream()
        Thread.detachNewThread { [hearing] in
            while case let peer = accept(descriptor, nil, nil), peer >= 0 {
                Thread.detachNewThread {
                    if let line = Self.request(from: peer) { hearing.yield(line) }
                    if let answer { _ = answer.withCString { send(peer, $0, strlen($0), Int32(MSG_NOSIGNAL)) } }
                    while Self.request(from: peer) != nil {}
                    hearing.yield("gone")
                    _ = Foundation.close(peer)
                }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        _ = Foundation.close(descriptor)
    }

    /// The first line of a request without a body; `nil` if there is no more.
    private static func request(from peer: Int32) -> String? {
        var head = ""
        var byte: UInt8 = 0
        while !head.hasSuffix("\r\n\r\n") {
            guard recv(peer, &byte, 1, 0) == 1 else { return nil }
            head.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return String(head.prefix { $0 != "\r\n" })
    }
}

/// How a server tells why it refuses something.
func problem(_ code: String) -> String {
    #"{"code": "\#(code)", "detail": "why"}"#
}
