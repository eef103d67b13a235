import Foundation
import Rebound
import Testing

/// The real server, as a process of its own on a free port.
final class RealServer: Sendable {
    let address: String
    private let process: Program

    init(_ folder: Folder) throws {
        process = try Program(
            programs.appendingPathComponent("rebound-sync-server"),
            ["serve", "--data", folder.url.appendingPathComponent("server").path, "--listen", "127.0.0.1:0"])
        let greeting = try #require(process.line())
        let found = try #require(greeting.firstMatch(of: /ws:\/\/([0-9.:]+)\//))
        address = "http://\(found.1)"
    }

    func stop() {
        process.end(SIGKILL)
    }
}

/// A device with its account on a server.
struct Member: Sendable {
    let device: Device
    let account: Account
    let secrets: Secrets

    /// The account over another network.
    func over(_ network: any Network) -> Account {
        Account(secrets: secrets, network: network)
    }

    /// Syncs to the end.
    func sync() async throws {
        #expect(try await device.syncOnce(with: account, within: .seconds(60)) == .complete)
    }
}

extension Folder {
    /// A device with an account of its own, which was made just now.
    func member(
        _ number: Int, of server: RealServer, over network: any Network = PlainNetwork()
    ) async throws -> (Member, NewAccount) {
        let secrets = Secrets()
        let device = try await open(number, secrets)
        let account = Account(secrets: secrets, network: network)
        let made = try await account.register(server: server.address, name: "phone \(number)")
        return (Member(device: device, account: account, secrets: secrets), made)
    }

    /// A further device of an account, paired by what the old one shows.
    func pair(
        _ old: Account, as number: Int, name: String = "tablet", over network: any Network = PlainNetwork()
    ) async throws -> (Member, DeviceId) {
        let shown = try await old.beginPairing()
        let secrets = Secrets()
        let new = Account(secrets: secrets, network: network)
        async let joined = new.join(shown.link, name: name)
        let asking = try #require(try await old.awaitDevice(shown.text.lowercased()).first)
        #expect(asking.name == name)
        #expect(asking.wasTold)
        let confirmed = try await old.confirmPairing(shown.text, with: asking.device)
        #expect(try await joined == confirmed)
        let device = try await open(number, secrets)
        return (Member(device: device, account: new, secrets: secrets), asking.device)
    }
}
