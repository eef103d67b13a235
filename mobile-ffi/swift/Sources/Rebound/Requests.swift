import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension URLRequest {
    /// A request of the library's, as the system performs it: nothing of it is kept, and nothing kept is sent with it.
    init(_ request: HttpRequest) throws {
        guard let url = URL(string: request.url) else {
            throw ReboundError.Invalid(field: "server", reason: "not an address: \(request.url)")
        }
        self.init(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 30)
        httpMethod = request.method
        httpBody = request.body
        httpShouldHandleCookies = false
        for line in request.headers { setValue(line.value, forHTTPHeaderField: line.name) }
    }
}

extension HttpReply {
    /// What was answered, with whatever status.
    init(_ answer: (body: Data, head: HTTPURLResponse)) {
        let lines = answer.head.allHeaderFields.map { HttpHeader(name: "\($0)", value: "\($1)") }
        self.init(status: UInt16(clamping: answer.head.statusCode), headers: lines, body: answer.body)
    }
}
