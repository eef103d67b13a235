import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request on its way: it follows no redirection, and whatever is answered ends it.
final class Conduct: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    typealias Answer = (Data, HTTPURLResponse)

    private let bytesMax: Int
    private let lock = NSLock()
    private var body = Data()
    private var refusal: HTTPURLResponse?
    private var waiting: CheckedContinuation<Answer, any Error>?

    init(upTo bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Performs the request. Called once.
    func perform(_ request: URLRequest, over session: URLSession) async throws -> Answer {
        #if canImport(FoundationNetworking)
            // Foundation for Linux asks the delegate of a session, and not that of a task.
            let session = URLSession(configuration: session.configuration, delegate: self, delegateQueue: nil)
            defer { session.finishTasksAndInvalidate() }
            let task = session.dataTask(with: request)
        #else
            let task = session.dataTask(with: request)
            task.delegate = self
        #endif
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting in
                lock.withLock { self.waiting = waiting }
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = lock.withLock {
            body += data
            return body.count > bytesMax
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (waiting, body, refusal) = lock.withLock {
            defer { self.waiting = nil }
            return (self.waiting, self.body, self.refusal)
        }
        if body.count > bytesMax {
            waiting?.resume(throwing: AnswerTooLong())
        } else if let head = refusal ?? (error == nil ? task.response as? HTTPURLResponse : nil) {
            waiting?.resume(returning: (body, head))
        } else {
            waiting?.resume(throwing: error ?? URLError(.badServerResponse))
        }
    }

    #if canImport(FoundationNetworking)
        // Foundation for Linux never ends a request that was answered with 401 and `Basic`: it waits for a password. So
        // the answer is taken here, and the request cancelled.
        func urlSession(
            _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
            completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
        ) {
            let answer = challenge.failureResponse as? HTTPURLResponse
            lock.withLock { refusal = answer }
            completionHandler(answer == nil ? .performDefaultHandling : .cancelAuthenticationChallenge, nil)
        }
    #endif
}
