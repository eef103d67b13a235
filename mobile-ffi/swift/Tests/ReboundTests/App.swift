import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
import Rebound

/// What the guide takes for granted: generate.sh writes its pieces of code as methods of this.
struct App: Sendable {
    let path: String
    let keys: any SecretStore
    let device: Device
    let account: Account
    let session: URLSession
    let reachable: AsyncStream<Bool>
    let typed: String

    func show(_ something: Any) {}

    func agrees(_ name: String) -> Bool { true }
}
