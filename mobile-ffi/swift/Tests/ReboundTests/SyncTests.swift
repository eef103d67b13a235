import Foundation
import Rebound
import Testing

/// The rows that take a server, and what else a link meets.
@Suite struct SyncTests {
    let folder: Folder
    let server: RealServer

    init() throws {
        folder = try Folder()
        server = try RealServer(folder)
    }

    @Test func twoDevices() async throws {
        let (phone, laptop) = (try await folder.open(1), try await folder.open(2))
        let partner = try await folder.open(3, key: otherKey)
        let first = try await server.register(1)
        let second = try await server.register(2, with: first)
        let reader = try await server.register(3)
        for minutes in 1...20 {
            try await phone.record(session(UInt32(minutes)))
            try await laptop.record(session(UInt32(minutes)))
        }
        let invitation = try await phone.shareProgress("sam")
        for (device, member) in [(phone, first), (laptop, second), (phone, first)] {
            let outcome = try await device.syncOnce(with: server.of(member), within: .seconds(60))
            #expect(outcome == .complete)
        }
        #expect(try await phone.facts().count == 40)
        #expect(try await phone.facts() == laptop.facts())
        #expect(try await phone.syncStatus().pending == 0)

        let document = invitation.document
        try await server.request(
            "PUT", "v1/documents/\(document)/grants/\(reader.account)", first, body: #"{"role": "reader"}"#)
        #expect(try await partner.followProgress(invitation.text).fingerprint == invitation.fingerprint)
        #expect(try await partner.syncOnce(with: server.of(reader), within: .seconds(60)) == .complete)
        let shown = try await partner.progress(document)
        #expect(shown.map(\.sessions) == [40])
        #expect(try await phone.progress(document) == shown)
        #expect(try await partner.facts().isEmpty)
        for device in [phone, laptop, partner] { await device.close() }
    }

    @Test func pause() async throws {
        let (phone, tablet) = (try await folder.open(1), try await folder.open(2))
        let first = try await server.register(1)
        let second = try await server.register(2, with: first)
        for _ in 0..<40 { try await phone.record(session(5)) }
        var states = phone.sync(with: server.of(first)).makeAsyncIterator()
        // A state that passes may not be seen: the newest one is told.
        while try await states.next() == .resting {}
        try await phone.pause()
        #expect(try await refusal { try await phone.record(session(5)) }.code() == "paused")
        try await reach(.resting, in: &states)
        try await phone.resume()
        try await reach(.connected(.upToDate), in: &states)
        #expect(try await tablet.syncOnce(with: server.of(second), within: .seconds(60)) == .complete)
        #expect(try await tablet.facts().count == 40)
        for device in [phone, tablet] { await device.close() }
    }

    @Test func whatOneRecordsWhileBothAreOnlineReachesTheOther() async throws {
        let (phone, laptop) = (try await folder.open(1), try await folder.open(2))
        let first = try await server.register(1)
        let second = try await server.register(2, with: first)
        var here = phone.sync(with: server.of(first)).makeAsyncIterator()
        // Through the system's sockets: what is sent here is short.
        var there = laptop.sync(with: server.of(second, over: SystemNetwork())).makeAsyncIterator()
        try await reach(.connected(.upToDate), in: &here)
        try await reach(.connected(.upToDate), in: &there)
        var counts = laptop.watch { try await $0.facts().count }.makeAsyncIterator()
        try await phone.record(session(25))
        while let count = try await counts.next(), count == 0 {}
        #expect(try await laptop.facts() == phone.facts())
        for device in [phone, laptop] { await device.close() }
    }

    @Test func aRevokedDeviceIsTold() async throws {
        let phone = try await folder.open(2)
        let first = try await server.register(1)
        let second = try await server.register(2, with: first)
        var states = phone.sync(with: server.of(second)).makeAsyncIterator()
        try await reach(.connected(.upToDate), in: &states)
        try await server.request("DELETE", "v1/devices/\(deviceId(2))", first)
        while let state = try await states.next() {
            if case .ended(.refused) = state { break }
        }
        for network in [PlainNetwork(), SystemNetwork()] as [any Network] {
            let outcome = try await phone.syncOnce(with: server.of(second, over: network), within: .seconds(60))
            guard case .refused(.refused) = outcome else { throw Unrefused() }
        }
        await phone.close()
    }

    @Test func noServerIsOffline() async throws {
        let phone = try await folder.open()
        let member = try await server.register(1)
        server.stop()
        #expect(try await phone.syncOnce(with: server.of(member), within: .seconds(60)) == .offline)
        var states = phone.sync(with: server.of(member)).makeAsyncIterator()
        try await reach(.offline, in: &states)
        await phone.close()
    }

    @Test func aSyncThatIsCancelledOrOutOfTimeClosesItsSocket() async throws {
        let phone = try await folder.open()
        let network = Silence()
        let silent = Server(address: server.address, credential: "rbd_none", network: network)
        let begun = ContinuousClock.now
        #expect(try await phone.syncOnce(with: silent, within: .milliseconds(50)) == .outOfTime)
        let syncing = Task { try await phone.syncOnce(with: silent, within: .seconds(60)) }
        for await opened in network.opened where opened == 2 { break }
        syncing.cancel()
        await #expect(throws: CancellationError.self) { try await syncing.value }
        #expect(network.closed == 2)
        #expect(ContinuousClock.now - begun < .seconds(30))
        await phone.close()
    }

    private func reach(
        _ state: LinkState, in states: inout AsyncThrowingStream<LinkState, any Error>.Iterator
    ) async throws {
        while let next = try await states.next() {
            if next == state { return }
        }
        throw Unrefused()
    }
}
