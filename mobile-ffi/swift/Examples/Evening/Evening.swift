// The evening after a failed attempt, the commute of the next morning, a second device, and a sync that a study partner
// sees something of. What an app does with a window, it does with lines.
//
// usage: Evening SERVER     such as http://127.0.0.1:7321, where anybody may join

import Foundation
import Rebound

private let exam = "SY0-701"

@main
struct Evening {
    let folder: URL
    let server: String
    let clock = StoryClock(Date(timeIntervalSince1970: 1_772_485_200))

    static func main() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rebound-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:7321"
        try await Evening(folder: folder, server: server).play()
    }

    private func play() async throws {
        let keys = KeysInMemory()
        let phone = try await Device.open(path: path("phone"), secrets: keys, clock: clock)
        try await evening(phone)
        clock.moment += 9 * 3600 + 40 * 60
        try await commute(phone)
        let account = Account(secrets: keys)
        let tablet = try await pair(phone, account)
        try await share(phone, account)
        for device in [phone, tablet] { await device.close() }
    }

    private func evening(_ phone: Device) async throws {
        print("The evening")
        guard let satOn = Day(2026, 3, 2) else { return }
        let sat = Attempt(exam: exam, satOn: satOn, zone: "Europe/Berlin", outcome: .fail, report: report())
        try await phone.record(.attempt(attempt: sat))
        let train = Slot(startMinute: 455, minutes: 35, place: .commute)
        let slots = [Weekday.mon, .tue, .wed, .thu, .fri].map { WeeklySlot(weekday: $0, slot: train) }
        try await phone.record(.availability(availability: Availability(slots: slots)))
        let told = try await phone.briefing(exam)
        print("  \(told.exam.title)")
        for reason in told.eligibility.notes { print("  \(reason.text)") }
        for domain in told.estimates { print("  \(domain.said.text)") }
    }

    private func commute(_ phone: Device) async throws {
        print("On the train, without a network")
        let today = try await phone.today(exam)
        guard let block = today.now ?? today.next else { return }
        print("  \(block.what.text)")
        let session = StudySession(exam: exam, domain: block.domain, minutes: 25, activity: .reading)
        try await phone.record(.studySession(studySession: session))
        try await phone.shown(exam)
        print("  recorded; \(try await phone.syncStatus().pending) documents wait for the server")
    }

    /// A second device, which is told what the first one shows.
    private func pair(_ phone: Device, _ account: Account) async throws -> Device {
        print("At home, the tablet")
        let made = try await account.register(server: server, name: "Phone")
        print("  \(made.recoveryCode.split(separator: "-").count) groups of letters to write down")
        print("  phone: \(try await phone.syncOnce(with: account, within: .seconds(30)))")
        let shown = try await account.beginPairing()
        let keys = KeysInMemory()
        let joining = Account(secrets: keys)
        async let joined = joining.join(shown.link, name: "Tablet")
        for asking in try await account.awaitDevice(shown.text) where asking.wasTold {
            let fingerprint = try await account.confirmPairing(shown.text, with: asking.device)
            print("  \(asking.name) is in; both show the same: \(try await joined == fingerprint)")
        }
        let tablet = try await Device.open(path: path("tablet"), secrets: keys, clock: clock)
        print("  tablet: \(try await tablet.syncOnce(with: joining, within: .seconds(30)))")
        print("  the tablet has all \(try await tablet.facts().count) facts")
        return tablet
    }

    /// A study partner, who sees weeks and nothing else.
    private func share(_ phone: Device, _ account: Account) async throws {
        print("Sam")
        let shared = try await phone.shareProgress("sam")
        _ = try await phone.syncOnce(with: account, within: .seconds(30))
        let link = try await account.invite("sam").link
        let keys = KeysInMemory()
        let sam = try await Device.open(path: path("sam"), secrets: keys)
        let partner = Account(secrets: keys)
        _ = try await partner.register(server: server, name: "Sam’s phone")
        let followed = try await sam.followProgress(link)
        _ = try await partner.claim(link)
        print("  both show the same: \(followed.fingerprint == shared.fingerprint)")
        for invite in try await account.invites("sam") where invite.claimedBy != nil {
            try await account.confirmInvite("sam", invite: invite.invite)
        }
        print("  Sam’s phone: \(try await sam.syncOnce(with: partner, within: .seconds(30)))")
        for week in try await sam.progress(shared.document) {
            print("  Sam sees \(week.week): \(week.sessions) session on \(week.studyDays) day")
        }
        await sam.close()
    }

    private func path(_ name: String) -> String {
        folder.appendingPathComponent("\(name).db").path
    }
}

private func report() -> ScoreReport {
    let listed = Evidence.missedObjectives(objectives: ["4.1", "4.4", "4.8"], of: 9)
    return ScoreReport(overall: 684, passMark: 750, domains: [DomainReading(domain: "4", evidence: listed)])
}
