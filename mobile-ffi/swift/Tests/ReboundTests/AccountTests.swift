import Foundation
import Rebound
import Testing

/// Accounts and their devices: each call through the real server.
@Suite struct AccountTests {
    let folder: Folder
    let server: RealServer

    init() throws {
        folder = try Folder()
        server = try RealServer(folder)
    }

    @Test func devicesAreListedRenamedAndEnded() async throws {
        let (owner, made) = try await folder.member(1, of: server)
        let (tablet, id) = try await folder.pair(owner.account, as: 2)
        try await owner.account.renameDevice(id, to: "Sam’s old tablet")
        let devices = try await owner.account.devices()
        #expect(devices.map(\.name) == ["phone 1", "Sam’s old tablet"])
        #expect(devices.map(\.this) == [true, false])
        // A thief with the younger device cannot end the older one.
        let older = devices[0].device
        #expect(try await refusal { try await tablet.account.endDevice(older) }.code() == "code_needed")
        try await owner.account.endDevice(id)
        #expect(try await refusal { try await tablet.account.devices() }.code() == "signed_out")
        #expect(try await refusal { try await tablet.account.export() }.code() == "signed_out")
        #expect(try await refusal { try await tablet.account.beginPairing() }.code() == "signed_out")
        let nobody = deviceId(255)
        #expect(try await refusal { try await owner.account.renameDevice(nobody, to: "x") }.code() == "not_here")
        let exported = String(decoding: try await owner.account.export(), as: UTF8.self)
        #expect(exported.contains("rebound-account/1"))
        let (stranger, other) = try await folder.member(3, of: server)
        #expect(try await refusal { try await owner.account.delete(code: other.recoveryCode) }.code() == "code_needed")
        try await owner.account.delete(code: made.recoveryCode)
        #expect(try await refusal { try await owner.account.devices() }.code() == "signed_out")
        for member in [owner, tablet, stranger] { await member.device.close() }
    }

    @Test func thePaperBringsEverythingBackAndAnOldPaperNothing() async throws {
        let (phone, made) = try await folder.member(1, of: server)
        try await phone.device.record(session(25))
        try await phone.sync()
        let paper = made.recoveryCode
        let new = try await phone.account.renewCode(old: paper)
        let slip = new.dropLast() + (new.hasSuffix("0") ? "1" : "0")
        for (code, expected) in [(paper, "code_needed"), (String(slip), "invalid"), (String(new.dropLast(6)), "invalid")] {
            let refused = try await refusal {
                try await Account(secrets: Secrets()).recover(
                    code: code, server: server.address, name: "new", others: .stay)
            }
            #expect(refused.code() == expected)
        }
        let secrets = Secrets()
        let back = Account(secrets: secrets, network: PlainNetwork())
        let typed = new.lowercased().replacingOccurrences(of: "-", with: " ")
        let fingerprint = try await back.recover(code: typed, server: server.address, name: "new", others: .end)
        #expect(fingerprint == made.fingerprint)
        let tablet = Member(device: try await folder.open(2, secrets), account: back, secrets: secrets)
        try await tablet.sync()
        #expect(try await tablet.device.facts() == phone.device.facts())
        #expect(try await refusal { try await phone.account.devices() }.code() == "signed_out")
        for member in [phone, tablet] { await member.device.close() }
    }

    @Test func aNewCodeWhoseAnswerWasLostIsTheOneThatIsShown() async throws {
        let network = Losing()
        let (owner, made) = try await folder.member(1, of: server, over: network)
        network.lose()
        let paper = made.recoveryCode
        #expect(try await refusal { try await owner.account.renewCode(old: paper) }.code() == "offline")
        let shown = try await owner.account.renewCode(old: paper)
        #expect(try await owner.account.renewCode(old: shown) != shown)
        await owner.device.close()
    }

    @Test func aKeyStoreThatFailsAtTheEndOfACallIsAskedAgainAndTheServerIsNot() async throws {
        let (network, secrets) = (Losing(), Secrets())
        let device = try await folder.open(1, secrets)
        let account = Account(secrets: secrets, network: network)
        // The last call of registering puts the credential away.
        secrets.fail(in: 6)
        let failed = try await refusal { try await account.register(server: server.address, name: "phone") }
        #expect(failed.code() == "secrets_unavailable")
        #expect(network.performed == 1)
        #expect(try await !account.register(server: server.address, name: "phone").recoveryCode.isEmpty)
        #expect(network.performed == 1)
        #expect(try await account.devices().map(\.this) == [true])
        await device.close()
    }

    @Test func whoWasNotToldTheTextIsEnded() async throws {
        let (owner, _) = try await folder.member(1, of: server)
        let shown = try await owner.account.beginPairing()
        let other = shown.text.dropLast(4) + (shown.text.hasSuffix("0000") ? "1111" : "0000")
        let secrets = Secrets()
        let guess = Account(secrets: secrets)
        async let joining = refusal { try await guess.join(String(other), server: server.address, name: "guess") }
        let asking = try #require(try await owner.account.awaitDevice(shown.text).first)
        #expect(!asking.wasTold)
        let refused = try await refusal { try await owner.account.confirmPairing(shown.text, with: asking.device) }
        #expect(refused.code() == "not_paired")
        #expect(try await joining.code() == "signed_out")
        #expect(try await owner.account.devices().count == 1)
        // Registered and without a key: it must not draw one of its own.
        #expect(try await refusal { try await folder.open(2, secrets) }.code() == "key_missing")
        await owner.device.close()
    }

    @Test func theOneWhoShowsATextCanSayNo() async throws {
        let (owner, _) = try await folder.member(1, of: server)
        let shown = try await owner.account.beginPairing()
        #expect(shown.expiresIn > .seconds(60))
        let new = Account(secrets: Secrets())
        async let joining = refusal { try await new.join(shown.link, name: "tablet") }
        let asking = try #require(try await owner.account.awaitDevice(shown.text).first)
        try await owner.account.endDevice(asking.device)
        #expect(try await joining.code() == "signed_out")
        await owner.device.close()
    }
}
