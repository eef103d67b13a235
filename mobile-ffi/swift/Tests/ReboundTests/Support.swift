import Foundation
import Rebound
import Testing

let exam = "SY0-701"
let key = Data(repeating: 7, count: 32)
let otherKey = Data(repeating: 9, count: 32)

/// 18:00 UTC on 2 March 2026.
let monday = Date(timeIntervalSince1970: 1_772_474_400)

/// Where the programs and the library lie that were built for the tests.
let programs = URL(fileURLWithPath: ProcessInfo.processInfo.environment["REBOUND_PROGRAMS"] ?? "../../target/debug")

/// The root of the repository.
let repository = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }

/// The wall clock stands on a Monday evening in New York; the other one goes on.
struct MondayClock: DeviceClock {
    func now() -> Now { at(monday) }
    func bootMs() -> UInt64 { SystemClock().bootMs() }
}

func at(_ moment: Date, zone: String = "America/New_York") -> Now {
    Now(utc: moment, zone: zone, bootMs: SystemClock().bootMs())
}

func deviceId(_ number: Int) -> DeviceId {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A folder for the databases of a test, which goes with it.
final class Folder: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("rebound-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ number: Int = 1) -> String { url.appendingPathComponent("device-\(number).db").path }

    /// Opens the device of this number.
    func open(_ number: Int = 1, key: Data = key) async throws -> Device {
        try await open(number, Secrets(number, key: key))
    }

    /// Opens the database of this number with what a key store keeps.
    func open(_ number: Int, _ secrets: Secrets) async throws -> Device {
        try await Device.open(path: path(number), secrets: secrets, clock: MondayClock())
    }

    /// Opens a database somewhere else.
    func opened(at path: String, as number: Int = 1) async throws -> Device {
        try await Device.open(path: path, secrets: Secrets(number), clock: MondayClock())
    }
}

func session(_ minutes: UInt32, domain: DomainId? = "4") -> FactBody {
    .studySession(
        studySession: StudySession(exam: exam, domain: domain, minutes: minutes, activity: .reading))
}

func attempt(_ satOn: Day, report: ScoreReport? = nil, outcome: Outcome = .fail) -> FactBody {
    .attempt(
        attempt: Attempt(exam: exam, satOn: satOn, zone: "America/New_York", outcome: outcome, report: report))
}

func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day {
    try #require(Day(year, month, day))
}

/// What a call is refused with.
func refusal(_ call: () async throws -> some Any) async throws -> ReboundError {
    do {
        _ = try await call()
    } catch let error as ReboundError {
        return error
    }
    throw Unrefused()
}

struct Unrefused: Error {}

/// A program that is talked to line by line. It ends when nobody holds it any more.
final class Program: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var read = Data()

    init(_ program: URL, _ arguments: [String]) throws {
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { end(SIGKILL) }

    func say(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    /// The next line that it prints; `nil` if there is none.
    func line() -> String? {
        while true {
            if let end = read.firstIndex(of: UInt8(ascii: "\n")) {
                defer { read = Data(read[(end + 1)...]) }
                return String(decoding: read[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            read += more
        }
    }

    /// Sends it a signal, and waits for its end.
    func end(_ signal: Int32) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }
}

/// A program that the package builds.
func built(_ name: String) -> URL {
    Bundle.main.bundleURL.appendingPathComponent(name)
}
