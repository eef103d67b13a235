import Foundation
import Rebound

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// WebSockets of this machine without Foundation's own, which on Linux cut a message of more than 16 KiB into several.
struct PlainNetwork: Network {
    func perform(_ request: URLRequest, upTo bytes: Int) async throws -> (Data, HTTPURLResponse) {
        try await SystemNetwork().perform(request, upTo: bytes)
    }

    func open(_ request: URLRequest) async throws -> any SyncSocket {
        try await away { try PlainSocket(request) }
    }
}

/// Waits where waiting harms nobody.
func away<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { done in
        DispatchQueue.global().async { done.resume(with: Result(catching: work)) }
    }
}

private struct Gone: Error {}

private final class PlainSocket: SyncSocket, @unchecked Sendable {
    private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    private var status = 0
    private let lock = NSLock()
    private var answered: (@Sendable () -> Void)?

    init(_ request: URLRequest) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(request.url?.port ?? 80).bigEndian
        address.sin_addr.s_addr = inet_addr(request.url?.host ?? "127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard connected == 0 else { throw Gone() }
        let head = (request.allHTTPHeaderFields ?? [:]).map { "\($0): \($1)\r\n" }.joined()
        let asked =
            "GET \(request.url?.path ?? "/") HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + head + "\r\n"
        try write(Data(asked.utf8))
        var answer = Data()
        while !answer.suffix(4).elementsEqual(Data("\r\n\r\n".utf8)) { answer += try read(1) }
        let words = String(decoding: answer, as: UTF8.self).split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    deinit { _ = Foundation.close(descriptor) }

    func send(_ frame: Data) async throws {
        try await away { try self.write(2, frame) }
    }

    func receive() async throws -> Data {
        guard status == 101 else { throw NotUpgraded(status: status) }
        return try await away { try self.message() }
    }

    func ping(_ answered: @escaping @Sendable () -> Void) {
        lock.withLock { self.answered = answered }
        try? write(9, Data())
    }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// The next message, whole.
    private func message() throws -> Data {
        var message = Data()
        while true {
            let head = [UInt8](try read(2))
            let long = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0
            let length = long == 0 ? Int(head[1]) : try read(long).reduce(0) { $0 << 8 | Int($1) }
            let payload = try read(length)
            switch head[0] & 0x0f {
            case 8: throw Gone()
            case 9: try write(10, payload)
            case 10: lock.withLock { answered }?()
            default:
                message += payload
                if head[0] & 0x80 != 0 { return message }
            }
        }
    }

    private func write(_ kind: UInt8, _ payload: Data) throws {
        let count = payload.count
        var frame = Data([0x80 | kind])
        if count < 126 {
            frame.append(0x80 | UInt8(count))
        } else {
            frame.append(0x80 | 127)
            for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8(count >> shift & 0xff)) }
        }
        // The mask of a client, of zeros.
        try write(frame + Data(count: 4) + payload)
    }

    private func write(_ bytes: Data) throws {
        try lock.withLock {
            var rest = bytes
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { throw Gone() }
                rest = Data(rest.dropFirst(sent))
            }
        }
    }

    private func read(_ count: Int) throws -> Data {
        var bytes = Data(count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + filled, count - filled, 0) }
            guard got > 0 else { throw Gone() }
            filled += got
        }
        return bytes
    }
}
