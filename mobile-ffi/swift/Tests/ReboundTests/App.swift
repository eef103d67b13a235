import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
import Rebound

/// What the guide takes for granted: generate.sh writes its pieces of code as methods of this.
struct App: Sendable {
    let path: String
    let id: DeviceId
    let key: Data
    let device: Device
    let server: Server
    let session: URLSession
    let address: URL
    let credential: String
    let reachable: AsyncStream<Bool>
    let typed: String
    let codeOfTheServer: String
    let tenRandomBytes: Data

    func show(_ something: Any) {}
}
