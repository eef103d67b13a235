#if !canImport(BackgroundTasks)
    import Foundation

    /// What the guide uses of Apple's BackgroundTasks, in the same shape and without a life.
    final class BGTaskScheduler: @unchecked Sendable {
        static let shared = BGTaskScheduler()

        @discardableResult
        func register(
            forTaskWithIdentifier identifier: String, using queue: DispatchQueue?,
            launchHandler: @escaping (BGTask) -> Void
        ) -> Bool { true }

        func submit(_ request: BGAppRefreshTaskRequest) throws {}
    }

    /// A run that the system grants.
    class BGTask {
        var expirationHandler: (() -> Void)?

        func setTaskCompleted(success: Bool) {}
    }

    /// A wish for a run.
    final class BGAppRefreshTaskRequest {
        init(identifier: String) {}
    }
#endif
