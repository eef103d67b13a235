import Foundation
import Rebound
import Testing

/// The rows about whoever watches for changes.
@Suite struct WatchingTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func changes() async throws {
        var device: Device? = try await folder.open()
        weak var held = device
        let watching = Task { [changes = device!.changes] in
            var told: [UInt64] = []
            for await revision in changes { told.append(revision) }
            return told
        }
        var reader = device!.changes.makeAsyncIterator()
        var last = try #require(await reader.next())
        for _ in 1...3 {
            try await device!.record(session(5))
            let next = try #require(await reader.next())
            #expect(next > last)
            last = next
        }
        watching.cancel()
        let told = await watching.value
        #expect(told == told.sorted())
        try await device!.record(session(5))
        #expect(told.allSatisfy { $0 <= last })
        // A reader that is there still does not keep the device.
        device = nil
        #expect(held == nil)
        #expect(try #require(await reader.next()) > last)
        #expect(await reader.next() == nil)
    }

    @Test func listenerThrows() async throws {
        struct Own: Error {}
        let device = try await folder.open()
        await #expect(throws: Own.self) {
            for try await _ in device.watch({ _ in throw Own() }) as AsyncThrowingMapSequence<_, Int> {}
        }
        try await device.record(session(5))
        var counts = device.watch { try await $0.facts().count }.makeAsyncIterator()
        #expect(try await counts.next() == 1)
        await device.close()
    }

    @Test func aCancelledTaskMakesNoMoreCalls() async throws {
        let device = try await folder.open()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await device.record(session(5))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await device.facts().isEmpty)
        await device.close()
    }
}
