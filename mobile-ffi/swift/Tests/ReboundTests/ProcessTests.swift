import Foundation
import Rebound
import Testing

/// The rows that take a second process.
@Suite struct ProcessTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    /// Fifty times it is killed when a call has returned, each time after another call than before.
    @Test func kill() async throws {
        let calls = ["record", "read", "record", "pause", "record"]
        var recorded: [String] = []
        for number in 0..<50 {
            let victim = try Program(built("Victim"), [folder.path()])
            #expect(victim.line() == "open")
            for call in calls.prefix(number % (calls.count + 1)) {
                try victim.say(call)
                let said = try #require(victim.line()).split(separator: " ")
                if said[0] == "recorded" { recorded.append(String(said[1])) }
            }
            victim.end(SIGKILL)
        }
        let device = try await folder.open()
        #expect(try await device.facts().map(\.id) == recorded.sorted())
        #expect(recorded.count > 50)
        await device.close()
    }

    @Test func secondProcess() async throws {
        let other = try Program(built("Victim"), [folder.path()])
        #expect(other.line() == "open")
        #expect(try await refusal { try await folder.open() }.code() == "open_elsewhere")
        try other.say("record")
        #expect(other.line()?.hasPrefix("recorded ") == true)
    }

    /// A device of a megabyte, in memory.
    @Test(.enabled(if: geteuid() == 0, "only root may mount a small disk"))
    func fullDisk() async throws {
        let disk = folder.url.appendingPathComponent("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        try run("mount", "-t", "tmpfs", "-o", "size=1m", "rebound", disk.path)
        let device = try await folder.opened(at: disk.appendingPathComponent("a.db").path)
        var recorded = 0
        let refused = try await refusal {
            while true {
                try await device.record(session(25))
                recorded += 1
            }
        }
        #expect(refused.code() == "storage_full")
        #expect(try await device.facts().count == recorded)
        try run("mount", "-o", "remount,size=4m", disk.path)
        try await device.record(session(25))
        await device.close()
        let again = try await folder.opened(at: disk.appendingPathComponent("a.db").path)
        #expect(try await again.facts().count == recorded + 1)
        await again.close()
        try run("umount", disk.path)
    }

    private func run(_ words: String...) throws {
        let process = try Process.run(URL(fileURLWithPath: "/usr/bin/env"), arguments: words)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
