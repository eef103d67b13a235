import Foundation
import Rebound

/// A clock that shows the moments of the story.
final class StoryClock: DeviceClock, @unchecked Sendable {
    private let lock = NSLock()
    private var shown: Date

    init(_ moment: Date) {
        shown = moment
    }

    var moment: Date {
        get { lock.withLock { shown } }
        set { lock.withLock { shown = newValue } }
    }

    func now() -> Now {
        Now(utc: moment, zone: "Europe/Berlin", bootMs: bootMs())
    }

    func bootMs() -> UInt64 {
        SystemClock().bootMs()
    }
}
