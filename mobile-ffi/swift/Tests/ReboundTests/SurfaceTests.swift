import Foundation
import Testing

/// What the library can do, the package can.
@Suite struct SurfaceTests {
    @Test func everyCallOfTheLibraryIsMadeSomewhereInThePackage() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources").standardized
        let library = try String(
            contentsOf: sources.appendingPathComponent("ReboundCore/Generated/ReboundMobile.swift"), encoding: .utf8)
        let package = sources.appendingPathComponent("Rebound")
        let files = try FileManager.default.contentsOfDirectory(at: package, includingPropertiesForKeys: nil)
        let code = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        // The objects are described by protocols.
        let objects = library.matches(of: /(?ms)^public protocol [A-Za-z]+Protocol: .*?^}/).map { String($0.0) }
        let calls = objects.flatMap { $0.matches(of: /func ([A-Za-z]+)\(/).map { String($0.1) } }
        let made = Set(code.matches(of: /([A-Za-z]+)\(/).map { String($0.1) })
        #expect(objects.count == 4)
        #expect(calls.count > 70)
        // A fault on purpose, for the tests alone.
        #expect(Set(calls).subtracting(made) == ["panicInRecord"])
    }
}
