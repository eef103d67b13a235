// A device in a process of its own, for the tests that kill it or find it there. It makes one call for each line
// that it reads, and says what came of it when the call has returned: `recorded ID`, `read COUNT`, `paused`.
//
// usage: Victim DATABASE

import Foundation
import Rebound

/// A key store that outlives this process.
final class Written: SecretStore {
    func get(name: String) throws -> Data? {
        ["device": Data([0, 0, 0, 0, 0, 0, 0, 1]), "key": Data(repeating: 7, count: 32)][name]
    }

    func put(name: String, secret: Data) throws {}

    func delete(name: String) throws {}
}

let device = try await Device.open(path: CommandLine.arguments[1], secrets: Written())
/// Not `print`, which keeps what it is told until there is more of it.
func say(_ line: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
}

try say("open")
while let line = readLine() {
    switch line {
    case "record":
        let session = StudySession(exam: "SY0-701", minutes: 25, activity: .reading)
        try say("recorded \(await device.record(.studySession(studySession: session)))")
    case "read":
        try say("read \(await device.facts().count)")
    case "pause":
        try await device.pause()
        try await device.resume()
        try say("paused")
    default:
        try say("unknown")
    }
}
