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
        let (phone, made) = try await folder.member(1, of: server)
        let (laptop, _) = try await folder.pair(phone.account, as: 2, name: "Sam’s laptop")
        let (partner, _) = try await folder.member(3, of: server)
        #expect(try await laptop.account.fingerprint() == made.fingerprint)
        for minutes in 1...20 {
            try await phone.device.record(session(UInt32(minutes)))
            try await laptop.device.record(session(UInt32(minutes)))
        }
        let invitation = try await phone.device.shareProgress("sam")
        #expect(try await refusal { try await phone.account.invite("sam") }.code() == "not_here")
        for member in [phone, laptop, phone] { try await member.sync() }
        #expect(try await phone.device.facts().count == 40)
        #expect(try await phone.device.facts() == laptop.device.facts())
        #expect(try await phone.device.syncStatus().pending == 0)

        let link = try await phone.account.invite("sam").link
        #expect(try await partner.device.followProgress(link).fingerprint == invitation.fingerprint)
        let open = try #require(try await phone.account.invites("sam").first)
        let early = try await refusal { try await phone.account.confirmInvite("sam", invite: open.invite) }
        #expect(early.code() == "not_here")
        #expect(try await partner.account.claim(link).document == invitation.document)
        #expect(try await refusal { try await laptop.account.claim(link) }.code() == "code_needed")
        let claimed = try #require(try await phone.account.invites("sam").first)
        #expect(claimed.claimedBy != nil)
        try await phone.account.confirmInvite("sam", invite: claimed.invite)
        try await partner.sync()
        let shown = try await partner.device.progress(invitation.document)
        #expect(shown.map(\.sessions) == [40])
        #expect(try await phone.device.progress(invitation.document) == shown)
        #expect(try await partner.device.facts().isEmpty)

        let shared = try #require(try await phone.device.sharing().shared.first)
        let followed = try #require(try await partner.device.sharing().followed.first)
        #expect((shared.state, followed.state) == (.shown, .shown))
        #expect(shared.fingerprint == followed.fingerprint)
        try await phone.device.endSharing("sam")
        #expect(try await phone.device.sharing().shared.map(\.state) == [.ended])
        for _ in 0..<2 { try await phone.account.deleteShared("sam") }
        try await letGo(of: invitation.document, by: partner)
        for member in [phone, laptop, partner] { await member.device.close() }
    }

    @Test func pause() async throws {
        let (phone, _) = try await folder.member(1, of: server)
        let (tablet, _) = try await folder.pair(phone.account, as: 2)
        for _ in 0..<40 { try await phone.device.record(session(5)) }
        var states = phone.device.sync(with: phone.account).makeAsyncIterator()
        // A state that passes may not be seen: the newest one is told.
        while try await states.next() == .resting {}
        try await phone.device.pause()
        #expect(try await refusal { try await phone.device.record(session(5)) }.code() == "paused")
        try await reach(.resting, in: &states)
        try await phone.device.resume()
        try await reach(.connected(.upToDate), in: &states)
        try await tablet.sync()
        #expect(try await tablet.device.facts().count == 40)
        for member in [phone, tablet] { await member.device.close() }
    }

    @Test func whatOneRecordsWhileBothAreOnlineReachesTheOther() async throws {
        let (phone, _) = try await folder.member(1, of: server)
        // Through the system's sockets: what is sent here is short.
        let (laptop, _) = try await folder.pair(phone.account, as: 2, over: SystemNetwork())
        var here = phone.device.sync(with: phone.account).makeAsyncIterator()
        var there = laptop.device.sync(with: laptop.account).makeAsyncIterator()
        try await reach(.connected(.upToDate), in: &here)
        try await reach(.connected(.upToDate), in: &there)
        var counts = laptop.device.watch { try await $0.facts().count }.makeAsyncIterator()
        try await phone.device.record(session(25))
        while let count = try await counts.next(), count == 0 {}
        #expect(try await laptop.device.facts() == phone.device.facts())
        for member in [phone, laptop] { await member.device.close() }
    }

    @Test func aDeviceThatWasEndedIsTold() async throws {
        let (old, _) = try await folder.member(1, of: server)
        let (phone, id) = try await folder.pair(old.account, as: 2)
        var states = phone.device.sync(with: phone.account).makeAsyncIterator()
        try await reach(.connected(.upToDate), in: &states)
        try await old.account.endDevice(id)
        while let state = try await states.next() {
            if case .ended(.refused) = state { break }
        }
        for network in [PlainNetwork(), SystemNetwork()] as [any Network] {
            let account = phone.over(network)
            let refused = try await refusal { try await phone.device.syncOnce(with: account, within: .seconds(60)) }
            #expect(refused.code() == "signed_out")
            var ends = phone.device.sync(with: account).makeAsyncIterator()
            while let state = try await ends.next() {
                if case .ended(.refused) = state { break }
            }
        }
        for member in [old, phone] { await member.device.close() }
    }

    @Test func noServerIsOfflineAndNoAccountIsSignedOut() async throws {
        let (phone, _) = try await folder.member(1, of: server)
        server.stop()
        #expect(try await phone.device.syncOnce(with: phone.account, within: .seconds(60)) == .offline)
        var states = phone.device.sync(with: phone.account).makeAsyncIterator()
        try await reach(.offline, in: &states)
        try await phone.account.forget()
        let refused = try await refusal { try await phone.device.syncOnce(with: phone.account, within: .seconds(60)) }
        #expect(refused.code() == "signed_out")
        await phone.device.close()
    }

    @Test func whereNothingIsNewASyncIsOneRequestAndNoSocket() async throws {
        let network = Losing()
        let (phone, _) = try await folder.member(1, of: server, over: network)
        let (laptop, _) = try await folder.pair(phone.account, as: 2)
        for _ in 0..<12 { try await phone.device.record(session(5)) }
        try await phone.sync()
        #expect(network.opened == 1)
        for _ in 0..<3 {
            let before = network.performed
            try await phone.sync()
            #expect(network.performed - before == 1)
        }
        #expect(network.opened == 1)
        try await laptop.sync()
        try await laptop.device.record(session(10))
        try await laptop.sync()
        try await phone.sync()
        #expect(network.opened == 2)
        #expect(try await phone.device.facts() == laptop.device.facts())
        // What was reached lies in the database.
        try await phone.device.pause()
        try await phone.device.resume()
        try await phone.sync()
        #expect(network.opened == 2)
        for member in [phone, laptop] { await member.device.close() }
    }

    @Test func aSyncThatWasCutOffAfterItSentEverythingIsComplete() async throws {
        let network = Losing()
        let (phone, _) = try await folder.member(1, of: server, over: network)
        try await phone.device.record(session(5))
        // The first question is answered, and the one after the exchange is not.
        network.lose(in: 2)
        try await phone.sync()
        #expect(try await phone.device.syncStatus().pending == 0)
        try await phone.sync()
        let opened = network.opened
        try await phone.sync()
        #expect(network.opened == opened)
        await phone.device.close()
    }

    @Test func aSyncThatIsCancelledOrOutOfTimeHangsUp() async throws {
        let (phone, _) = try await folder.member(1, of: server)
        try await phone.device.record(session(5))
        let deaf = phone.over(Silence(answers: false))
        #expect(try await phone.device.syncOnce(with: deaf, within: .milliseconds(50)) == .outOfTime)
        let network = Silence(answers: true)
        let silent = phone.over(network)
        let syncing = Task { try await phone.device.syncOnce(with: silent, within: .seconds(60)) }
        for await opened in network.opened where opened == 1 { break }
        syncing.cancel()
        await #expect(throws: CancellationError.self) { try await syncing.value }
        #expect(network.closed == 1)
        await phone.device.close()
    }

    /// A partner learns that nothing is shared any more, keeps what had come, and lets go of it.
    private func letGo(of document: DocumentId, by partner: Member) async throws {
        let states = partner.device.sync(with: partner.account)
        for try await sharing in partner.device.watch({ try await $0.sharing() }) {
            if sharing.followed.first?.state == .withdrawn { break }
        }
        withExtendedLifetime(states) {}
        #expect(try await partner.device.progress(document).count == 1)
        try await partner.account.leave(document)
        try await partner.device.stopFollowing(document)
        #expect(try await partner.device.sharing().followed.isEmpty)
        #expect(try await refusal { try await partner.device.progress(document) }.code() == "not_here")
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
