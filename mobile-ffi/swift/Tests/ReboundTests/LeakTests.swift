import Foundation
import Rebound
import Testing

/// What is opened and closed again leaves nothing behind.
@Suite(.serialized) struct LeakTests {
    @Test func aThousandOpeningsAndClosingsLeaveNeitherObjectsNorMemory() async throws {
        let folder = try Folder()
        try await open(folder, times: 100)
        let before = (try resident(), try files())
        try await open(folder, times: 900)
        // What the allocator keeps for the next time is less than this.
        #expect(try resident() - before.0 < 16 << 20)
        #expect(try files() <= before.1 + 32)
    }

    private func open(_ folder: Folder, times: Int) async throws {
        for _ in 0..<times {
            weak var held: Device?
            do {
                let device = try await folder.open()
                held = device
                _ = device.changes
                _ = try await device.facts()
                await device.close()
            }
            #expect(held == nil)
        }
    }

    /// Bytes of memory that this process holds.
    private func resident() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(pages[1])) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// How many files this process holds open; other tests open some meanwhile.
    private func files() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
