import Foundation
import Testing

/// The table that all languages share is complete here.
@Suite struct TableTests {
    @Test func everyRowOfTheTableHasATestOfItsName() throws {
        let table = try String(
            contentsOf: repository.appendingPathComponent("mobile-ffi/scenarios.md"), encoding: .utf8)
        let rows = table.matches(of: /(?m)^\| ([a-z_]+) \|/).map { camelCase(String($0.1)) }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let tests = try files.filter { $0.pathExtension == "swift" }.flatMap { file in
            try String(contentsOf: file, encoding: .utf8)
                .matches(of: /@Test(?:\([^\n]*\))?\s+func ([A-Za-z]+)\(/).map { String($0.1) }
        }
        #expect(rows.count > 15)
        #expect(rows.filter { !tests.contains($0) && $0 != "row" }.isEmpty)
    }
}

private func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
}
