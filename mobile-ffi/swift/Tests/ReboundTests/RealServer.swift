import Foundation
import Rebound
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The real server, as a process of its own on a free port.
final class RealServer: Sendable {
    let address: URL
    private let process: Program

    init(_ folder: Folder) throws {
        process = try Program(
            programs.appendingPathComponent("rebound-sync-server"),
            ["serve", "--data", folder.url.appendingPathComponent("server").path, "--listen", "127.0.0.1:0"])
        let greeting = try #require(process.line())
        let found = try #require(greeting.firstMatch(of: /ws:\/\/([0-9.:]+)\//))
        address = try #require(URL(string: "http://\(found.1)"))
    }

    /// What it gives a device: of a new account, or of the account of the device before.
    func register(_ number: Int, with other: Membership? = nil) async throws -> Membership {
        let path = other == nil ? "v1/accounts" : "v1/devices"
        let answer = try await request("POST", path, other, body: #"{"device": "\#(deviceId(number))"}"#)
        return try JSONDecoder().decode(Membership.self, from: answer)
    }

    @discardableResult
    func request(_ method: String, _ path: String, _ member: Membership?, body: String? = nil) async throws -> Data {
        var request = URLRequest(url: address.appendingPathComponent(path))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        request.setValue("application/json", forHTTPHeaderField: "content-type")
        if let member { request.setValue("Bearer \(member.credential)", forHTTPHeaderField: "authorization") }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = try #require(response as? HTTPURLResponse).statusCode
        try #require((200..<300).contains(status), "\(method) \(path): \(status)")
        return data
    }

    /// It, as a device of this account syncs with it.
    func of(_ member: Membership, over network: any Network = PlainNetwork()) -> Server {
        Server(address: address, credential: member.credential, account: member.account, network: network)
    }

    func stop() {
        process.end(SIGKILL)
    }
}

/// What the server gave a device.
struct Membership: Decodable, Sendable {
    let account: String
    let credential: String
}
