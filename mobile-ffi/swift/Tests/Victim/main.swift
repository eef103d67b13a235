// A device in a process of its own, for the tests that kill it or find it there. It makes one call for each line
// that it reads, and says what came of it when the call has returned: `recorded ID`, `read COUNT`, `paused`.
//
// usage: Victim DATABASE

import Foundation
import Rebound

let device = try await Device.open(
    path: CommandLine.arguments[1], device: "0000000000000001", key: Data(repeating: 7, count: 32))
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
