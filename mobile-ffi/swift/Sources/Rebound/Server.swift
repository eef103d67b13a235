import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The server that a device syncs with.
public struct Server: Sendable {
    let request: URLRequest
    let account: AccountId?
    let network: any Network

    /// - Parameters:
    ///   - address: such as `https://sync.example.org`.
    ///   - credential: what the server gave this device.
    ///   - account: the account that the device belongs to there.
    public init(
        address: URL, credential: String, account: AccountId? = nil, network: any Network = SystemNetwork()
    ) {
        var parts = URLComponents(url: address.appendingPathComponent("sync"), resolvingAgainstBaseURL: false)
        parts?.scheme = address.scheme == "http" ? "ws" : "wss"
        var request = URLRequest(url: parts?.url ?? address)
        request.setValue("Bearer \(credential)", forHTTPHeaderField: "Authorization")
        self.request = request
        self.account = account
        self.network = network
    }

    /// A socket to it; `nil` if there is no way.
    func open() async throws -> (any SyncSocket)? {
        do {
            return try await network.open(request)
        } catch {
            try Task.checkCancellation()
            return nil
        }
    }
}
