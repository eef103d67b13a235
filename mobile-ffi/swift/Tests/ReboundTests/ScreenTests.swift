import Foundation
import Rebound
import Testing

/// One call for each screen: what it shows, from a failed report to the log.
@Suite struct ScreenTests {
    let folder: Folder
    let device: Device

    init() async throws {
        folder = try Folder()
        device = try await folder.open()
    }

    @Test func anExamIsFoundAndTellsWhatItsReportPrints() async throws {
        let first = try #require(try await device.exams("sy0 701").first)
        #expect((first.code, first.vendor) == (exam, "CompTIA"))
        #expect(first.status == .current)
        #expect(try await device.exams("pottery for beginners").isEmpty)
        #expect(try await device.exams().count > 100)
        #expect(try await device.chosenExam() == nil)
        try await device.record(.examChoice(examChoice: ExamChoice(exam: exam)))
        #expect(try await device.chosenExam() == exam)
        let sheet = try await device.examSheet(exam)
        #expect(sheet.isChosen)
        #expect(sheet.exam.domains.map(\.id) == ["1", "2", "3", "4", "5"])
        #expect(sheet.reportForm?.evidence == [.missedObjectives])
        await device.close()
    }

    @Test func theReportIsRowsWithWhatWasPrintedAndWhatThatMeans() async throws {
        let sitting = try await fail()
        let report = try await device.report(exam)
        #expect(report.sitting?.attempt == sitting)
        #expect(report.sitting?.score?.text.contains("684") == true)
        let operations = try #require(report.rows.first { $0.domain == "4" })
        #expect(operations.printed == [.missedObjectives(objectives: ["4.1", "4.4", "4.8"], of: 9)])
        let estimate = try #require(operations.estimate)
        #expect(estimate.low < estimate.mean && estimate.mean < estimate.high)
        #expect(!operations.meaning.text.isEmpty)
        let briefing = try await device.briefing(exam)
        #expect(briefing.estimates.map(\.domain).sorted() == report.rows.map(\.domain).sorted())
        #expect(try await device.annotatedReport(exam)?.contains("684") == true)
        #expect(try await device.eligibility(exam).verdict == briefing.eligibility.verdict)
        #expect(try await device.anomalies().isEmpty)
        await device.close()
    }

    @Test func growthHasALineForEachDomain() async throws {
        try await fail()
        let growth = try await device.growth(exam)
        #expect(growth.domains.map(\.domain) == ["1", "2", "3", "4", "5"])
        let operations = growth.domains[3]
        #expect(operations.then?.day.description == "2026-03-01")
        #expect(operations.points.allSatisfy { $0.low < $0.mean && $0.mean < $0.high })
        #expect(operations.said.key == "growth.level")
        await device.close()
    }

    @Test func theSittingsAreAListAndTheWeekIsAsItWasEntered() async throws {
        #expect(try await device.week() == nil)
        let sitting = try await fail()
        let sittings = try await device.sittings(exam)
        #expect(sittings.map(\.attempt) == [sitting])
        #expect(sittings[0].score?.text.contains("684") == true)
        #expect(try await device.week()?.slots.count == 5)
        #expect(try await device.lastSet(exam) == nil)
        await device.close()
    }

    @Test func aReplyToAStatementIsThereAtTheNextLook() async throws {
        let sitting = try await fail()
        let statements = try await device.statements(exam)
        #expect(statements.attempt == sitting)
        #expect(statements.rows.map(\.agreement) == Array(repeating: nil, count: 16))
        let reply = Questionnaire(attempt: sitting, replies: [Reply(statement: 5, agreement: 3)])
        try await device.check(.questionnaire(questionnaire: reply))
        try await device.record(.questionnaire(questionnaire: reply))
        let answered = try await device.statements(exam)
        #expect(answered.answered == 1)
        #expect(answered.rows[4].agreement == 3)
        await device.close()
    }

    @Test func todayHasTheBlockOfNowAndWhatWasDone() async throws {
        try await fail()
        // A Tuesday, ten minutes into the train.
        let train = Date(timeIntervalSince1970: 1_773_141_900)
        #expect(try await device.shown(exam, now: at(train.addingTimeInterval(-86_400))) != nil)
        #expect(try await device.shown(exam, now: at(train.addingTimeInterval(-86_400))) == nil)
        let before = try await device.today(exam, now: at(train.addingTimeInterval(-1200)))
        #expect(before.date.description == "2026-03-10")
        #expect(before.now == nil)
        #expect(before.next?.startMinute == 435)
        #expect(before.next?.place == .commute)
        let today = try await device.today(exam, now: at(train))
        #expect(today.now?.state == .begun)
        #expect(today.now == today.blocks.first)
        let evening = train.addingTimeInterval(4 * 3600)
        let over = try #require(try await device.today(exam, now: at(evening)).blocks.first)
        #expect(over.state == .over)
        try await device.record(session(over.minutes, domain: over.domain), now: at(evening))
        let done = try #require(try await device.today(exam, now: at(evening)).blocks.first)
        #expect(done.state == .done)
        #expect(done.done == over.minutes)
        await device.close()
    }

    @Test func theLogIsReadInPagesNewestFirstByKindAndDomain() async throws {
        var ids: [FactId] = []
        for number in 0..<9 {
            let moment = monday.addingTimeInterval(Double(number) * 86_400)
            ids.append(try await device.record(session(5, domain: number % 2 == 0 ? "4" : "5"), now: at(moment)))
        }
        let now = at(monday.addingTimeInterval(10 * 86_400))
        var found: [FactId] = []
        var query: LogQuery? = LogQuery(rows: 4)
        while let asked = query {
            let page = try await device.logPage(asked, now: now)
            #expect(rows(page).count <= 4)
            found += rows(page).map(\.fact.id)
            query = page.next.map { LogQuery(after: $0, rows: 4) }
        }
        #expect(found == ids.reversed())
        let page = try await device.logPage(LogQuery(kinds: [.studySession], domain: "5"), now: now)
        #expect(rows(page).map(\.fact.id) == [ids[7], ids[5], ids[3], ids[1]])
        await device.close()
    }

    @Test func whatIsTakenBackCanBeBroughtBackForThirtyDays() async throws {
        let wrong = try await device.record(session(50))
        let right = try await device.correct(wrong, session(5))
        try await device.remove(right)
        #expect(try await rows(device.logPage()).map(\.fact.id) == [right])
        #expect(try await device.summary(exam).total.minutes == 0)
        let later = at(monday.addingTimeInterval(31 * 86_400))
        #expect(try await device.logPage(now: later).days.isEmpty)
        for _ in 0..<2 { try await device.restore(right) }
        #expect(try await device.summary(exam).total.minutes == 5)
        #expect(try await device.factSheet(right).earlier.map(\.id) == [wrong])
        #expect(try await refusal { try await device.factSheet("nothing") }.code() == "not_here")
        await device.close()
    }

    private func rows(_ page: LogPage) -> [LogRow] {
        page.days.flatMap(\.rows)
    }

    /// A sitting that was failed, with its report, and the time there is from then on.
    @discardableResult
    private func fail() async throws -> FactId {
        let listed = Evidence.missedObjectives(objectives: ["4.1", "4.4", "4.8"], of: 9)
        let report = ScoreReport(
            overall: 684, passMark: 750, domains: [DomainReading(domain: "4", evidence: listed)])
        let sitting = try await device.record(attempt(day(2026, 3, 1), report: report))
        let train = Slot(startMinute: 435, minutes: 35, place: .commute)
        let slots = [Weekday.mon, .tue, .wed, .thu, .fri].map {
            WeeklySlot(weekday: $0, slot: train)
        }
        try await device.record(.availability(availability: Availability(slots: slots)))
        return sitting
    }
}
