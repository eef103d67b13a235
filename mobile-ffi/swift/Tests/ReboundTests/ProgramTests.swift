import Foundation
import Testing

/// The programs that come with the package, each to its end.
@Suite struct ProgramTests {
    @Test func theEveningTheCommuteTheTabletAndThePartnerArePlayedToTheirEnd() throws {
        let folder = try Folder()
        let server = try RealServer(folder)
        let told = try lines(of: "Evening", server.address)
        server.stop()
        for line in [
            "The evening", "On the train, without a network", "At home, the tablet", "  phone: complete",
            "  Tablet is in; both show the same: true", "  tablet: complete", "  the tablet has all 4 facts", "Sam",
            "  both show the same: true", "  Sam’s phone: complete", "  Sam sees 2026-W10: 1 session on 1 day",
        ] {
            #expect(told.contains(line), "\(line) in \(told)")
        }
    }

    @Test func whatCallsCostIsMeasured() throws {
        let told = try lines(of: "CallCost", "15")
        #expect(told.count == 5)
        #expect(told.allSatisfy { $0.contains(/p50 [0-9.e-]+ seconds, p99 [0-9.e-]+ seconds$/) }, "\(told)")
    }

    private func lines(of name: String, _ argument: String) throws -> [String] {
        let program = try Program(built(name), [argument])
        var lines: [String] = []
        while let line = program.line() { lines.append(line) }
        return lines
    }
}
