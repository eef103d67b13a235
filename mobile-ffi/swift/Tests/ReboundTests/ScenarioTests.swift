import Foundation
import Rebound
import Testing

/// The rows of `mobile-ffi/scenarios.md` for one device, each under its name.
@Suite struct ScenarioTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func open() async throws {
        let first = try await folder.open()
        #expect(try await first.facts().isEmpty)
        try await first.record(session(25))
        let recorded = try await first.facts()
        await first.close()
        let again = try await folder.open()
        #expect(try await again.facts() == recorded)
        #expect(recorded.map(\.device) == [deviceId(1)])
        await again.close()
    }

    @Test func record() async throws {
        let device = try await folder.open()
        let sat = try await device.record(attempt(day(2026, 3, 1)))
        let corrected = try await device.correct(sat, attempt(day(2026, 2, 28)))
        #expect(try await Set(device.facts().map(\.id)) == [sat, corrected])
        try await device.recordJson(#"{"removal": {"target": "\#(corrected)"}}"#)
        #expect(try await device.facts().count == 3)
        let wrong = #"{"study_session": {"exam": "SY0-701", "minutes": -5}}"#
        let refused = try await refusal { try await device.recordJson(wrong) }
        guard case .Invalid(let field, let reason) = refused else { throw refused }
        #expect(field == "body.study_session.minutes")
        #expect(refused.failureReason == reason)
        #expect(refused.localizedDescription.contains(reason))
        #expect(try await device.facts().count == 3)
        await device.close()
    }

    @Test func zones() async throws {
        let device = try await folder.open()
        // Two in the morning does not exist on this day in New York; in Berlin it is the middle of the day before.
        let change = Date(timeIntervalSince1970: 1_772_953_200)
        let late = try await device.record(session(25), now: at(change.addingTimeInterval(-3 * 3600)))
        try await device.record(session(10), now: at(change, zone: "Europe/Berlin"))
        try await device.record(session(5), now: at(change.addingTimeInterval(7200)))
        let found = try await device.facts().first { $0.id == late }
        #expect(found?.at.zone == "America/New_York")
        let weeks = try await device.summary(exam, now: at(change.addingTimeInterval(86_400))).weeks
        #expect(weeks.map(\.week) == ["2026-W10"])
        #expect(weeks.map(\.total.minutes) == [40])
        let sat = try await device.record(attempt(day(2026, 3, 8)))
        guard case .attempt(let attempt) = try await device.facts().first(where: { $0.id == sat })?.body else {
            throw Unrefused()
        }
        #expect(attempt.satOn.description == "2026-03-08")
        await device.close()
    }

    @Test func newerDatabase() async throws {
        let device = try await folder.open()
        try await device.record(session(25))
        await device.close()
        let file = URL(fileURLWithPath: folder.path())
        var bytes = try Data(contentsOf: file)
        // Where SQLite keeps the version of whoever made the file.
        bytes.replaceSubrange(60..<64, with: [0, 0, 0x7f, 0xff])
        try bytes.write(to: file)
        #expect(try await refusal { try await folder.open() }.code() == "update_needed")
        #expect(try Data(contentsOf: file) == bytes)
    }

    @Test func upgrade() async throws {
        let golden = repository.appendingPathComponent("core/tests/golden")
        try FileManager.default.copyItem(
            at: golden.appendingPathComponent("device.v1.db"), to: URL(fileURLWithPath: folder.path()))
        let device = try await folder.open()
        let facts = try String(contentsOf: golden.appendingPathComponent("device.v1.json"), encoding: .utf8)
        #expect(try await device.exportJson() == facts)
        await device.close()
    }

    @Test func twoThreads() async throws {
        let device = try await folder.open()
        let ids = try await withThrowingTaskGroup(of: [FactId].self) { tasks in
            for _ in 0..<2 {
                tasks.addTask {
                    var ids: [FactId] = []
                    for minutes in 1...20 { ids.append(try await device.record(session(UInt32(minutes)))) }
                    return ids
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 40)
        #expect(try await Set(device.facts().map(\.id)) == Set(ids))
        await device.close()
    }

    @Test func afterClose() async throws {
        let device = try await folder.open()
        await device.close()
        await device.close()
        await #expect(throws: DeviceClosed.self) { try await device.record(session(5)) }
        await #expect(throws: DeviceClosed.self) { try await device.resume() }
        var told: [UInt64] = []
        for await revision in device.changes { told.append(revision) }
        #expect(told.count == 1)
    }

    @Test func absurdDates() async throws {
        let device = try await folder.open()
        for seconds in [Double.nan, .infinity, -.infinity, 1e300] {
            let moment = at(Date(timeIntervalSince1970: seconds))
            #expect(try await refusal { try await device.record(session(5), now: moment) }.code() == "invalid")
        }
        for days in [Int32.min, Int32.max] {
            let refused = try await refusal { try await device.record(attempt(Day(since1970: days))) }
            #expect(refused.code() == "invalid")
            #expect(!Day(since1970: days).description.isEmpty)
        }
        #expect(try await device.facts().isEmpty)
        await device.close()
    }

    @Test func hugeText() async throws {
        let device = try await folder.open()
        let text = String(repeating: "a", count: 1 << 30)
        #expect(try await refusal { try await device.importJson(text) }.code() == "invalid")
        try await device.record(session(5))
        #expect(try await device.facts().count == 1)
        await device.close()
    }

    @Test func tenThousandFacts() async throws {
        let device = try await folder.open()
        let facts = (0..<10_000).map { number in
            #"{"id": "f\#(number)", "at": "2026-03-01T12:00:00Z", "body": "#
                + #"{"study_session": {"exam": "SY0-701", "minutes": 5, "activity": "reading"}}}"#
        }
        let text = #"{"format": "rebound-facts", "version": 1, "facts": [\#(facts.joined(separator: ","))]}"#
        #expect(try await device.importJson(text).new == 10_000)
        await device.close()
        let again = try await folder.open()
        #expect(try await again.facts().count == 10_000)
        await again.close()
    }
}
