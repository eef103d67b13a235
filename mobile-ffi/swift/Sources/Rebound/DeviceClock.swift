import Foundation

/// What the clocks of the device show. The library has none of its own: what it derives, it derives of this.
public protocol DeviceClock: Sendable {
    /// The moment, the name of the time zone that the candidate is in, and ``bootMs()``.
    func now() -> Now

    /// Milliseconds on a clock that goes on while the device sleeps, and that no change of the wall clock touches.
    func bootMs() -> UInt64
}

/// The clocks of the system.
public struct SystemClock: DeviceClock {
    private static let origin = ContinuousClock.now

    /// They are the same for all.
    public init() {}

    /// The moment, and the zone that is set on the device.
    public func now() -> Now {
        Now(utc: Date(), zone: TimeZone.current.identifier, bootMs: bootMs())
    }

    /// Only differences count: it begins with the process.
    public func bootMs() -> UInt64 {
        let (seconds, attoseconds) = (ContinuousClock.now - Self.origin).components
        return UInt64(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
