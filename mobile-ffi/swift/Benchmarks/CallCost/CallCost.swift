// Prints what calls cost through Swift, on a device with 10,000 facts: for docs/benchmarks.md, which says how it is
// started.
//
// usage: CallCost [ROUNDS]

import Foundation
import Rebound

@main
struct CallCost {
    static func main() async throws {
        let rounds = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 500
        let path = NSTemporaryDirectory() + "rebound-cost-\(UUID().uuidString).db"
        let keys = FixedKeys()
        let filling = try await Device.open(path: path, secrets: keys)
        try await filling.importJson(tenThousandFacts())
        await filling.close()

        var openings: [Duration] = []
        for _ in 0..<max(1, rounds / 15) {
            let begun = ContinuousClock.now
            let device = try await Device.open(path: path, secrets: keys)
            openings.append(ContinuousClock.now - begun)
            await device.close()
        }
        told("opened with 10,000 facts", openings)

        // The same database, without what this package adds: only so a difference means something.
        let bare = try ReboundCore.Rebound.open(path: path, secrets: keys, seed: Data(repeating: 1, count: 32))
        let below = try measured(rounds) { _ = try bare.record(body: session, now: SystemClock().now()) }
        let crossings = try measured(rounds) { _ = try bare.revision() }
        try bare.pause()

        let device = try await Device.open(path: path, secrets: keys)
        let above = try await measured(rounds) { try await device.record(session) }
        let questions = try await measured(rounds) { _ = try await device.syncStatus() }
        await device.close()
        told("a fact recorded by the library", below)
        told("a fact recorded by a device", above)
        told("a call of the library that does nothing", crossings)
        told("a call of a device that asks nothing of the disk", questions)
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    private static func measured(_ rounds: Int, _ call: () throws -> Void) rethrows -> [Duration] {
        try (0..<rounds).map { _ in try ContinuousClock().measure(call) }
    }

    private static func measured(
        _ rounds: Int, _ call: @Sendable () async throws -> Void
    ) async rethrows -> [Duration] {
        var times: [Duration] = []
        for _ in 0..<rounds {
            let begun = ContinuousClock.now
            try await call()
            times.append(ContinuousClock.now - begun)
        }
        return times
    }

    private static func told(_ what: String, _ times: [Duration]) {
        let sorted = times.sorted()
        print("\(what): p50 \(sorted[sorted.count / 2]), p99 \(sorted[sorted.count * 99 / 100])")
    }
}

private let session = FactBody.studySession(
    studySession: StudySession(exam: "SY0-701", domain: "4", minutes: 25, activity: .reading))

private func tenThousandFacts() -> String {
    let facts = (0..<10_000).map { number in
        #"{"id": "f\#(number)", "at": "2026-03-01T12:00:00Z", "body": "#
            + #"{"study_session": {"exam": "SY0-701", "minutes": 5, "activity": "reading"}}}"#
    }
    return #"{"format": "rebound-facts", "version": 1, "facts": [\#(facts.joined(separator: ","))]}"#
}

/// A key store that always has the same.
private final class FixedKeys: SecretStore {
    func get(name: String) throws -> Data? {
        ["device": Data(repeating: 1, count: 8), "key": Data(repeating: 7, count: 32)][name]
    }

    func put(name: String, secret: Data) throws {}

    func delete(name: String) throws {}
}
