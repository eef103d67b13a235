import Foundation

/// A day of the calendar, without a time and without a zone: the day on which somebody sat an exam.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1 January 1970.
    public let since1970: Int32

    /// The day that lies so many days after 1 January 1970.
    public init(since1970: Int32) {
        self.since1970 = since1970
    }

    /// A day such as 2026, 3, 1; `nil` if the calendar has none.
    public init?(_ year: Int, _ month: Int, _ day: Int) {
        let parts = DateComponents(calendar: Self.calendar, year: year, month: month, day: day)
        guard parts.isValidDate, let date = parts.date else { return nil }
        self.init(date, in: .gmt)
    }

    /// The day that the calendar shows at a moment in a time zone.
    public init(_ date: Date, in zone: TimeZone) {
        let seconds = date.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: date))
        since1970 = Int32(clamping: (seconds / Self.seconds).rounded(.down).whole)
    }

    /// The moment at which the day begins in a time zone.
    public func begins(in zone: TimeZone) -> Date {
        let noon = Date(timeIntervalSince1970: (Double(since1970) + 0.5) * Self.seconds)
        var calendar = Self.calendar
        calendar.timeZone = zone
        return calendar.startOfDay(for: noon.addingTimeInterval(-Double(zone.secondsFromGMT(for: noon))))
    }

    /// The day that lies so many days after this one, or before it; the last one there is, if it lies beyond.
    public func advanced(by days: Int) -> Day {
        Day(since1970: Int32(clamping: Int(since1970).addingReportingOverflow(days).partialValue))
    }

    /// As in `2026-03-01`.
    public var description: String {
        let date = Date(timeIntervalSince1970: Double(since1970) * Self.seconds)
        let parts = Self.calendar.dateComponents([.year, .month, .day], from: date)
        return [parts.year, parts.month, parts.day].map { part in
            let digits = String(part ?? 0)
            return String(repeating: "0", count: max(0, 2 - digits.count)) + digits
        }.joined(separator: "-")
    }

    /// Whether it lies before the other day.
    public static func < (one: Day, other: Day) -> Bool {
        one.since1970 < other.since1970
    }

    private static let seconds = 86_400.0

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}

extension Date {
    /// Milliseconds since 1970 as the library counts them. What is beyond its bounds arrives as the nearest: the
    /// library names the field and refuses it.
    var milliseconds: Int64 { (timeIntervalSince1970 * 1000).rounded().whole }
}

extension Double {
    /// The nearest whole number that there is.
    fileprivate var whole: Int64 {
        if isNaN { return .min }
        return Int64(exactly: self) ?? (self < 0 ? .min : .max)
    }
}
