import Foundation
import Rebound
import Testing

/// What follows from facts is the same through the library as in the core.
@Suite struct PlanTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func plan() async throws {
        let cases = repository.appendingPathComponent("core/tests/cases")
        let names = try FileManager.default.contentsOfDirectory(atPath: cases.path).sorted()
        var compared = 0
        for (number, name) in names.enumerated() {
            let file = cases.appendingPathComponent(name)
            let facts = try String(contentsOf: file, encoding: .utf8)
            let days = facts.matches(of: /"at": ?"([0-9-]{10})/).map { String($0.1) }
            let now = "\(try #require(days.max()))T23:30:00Z"
            // A page that is about no exam says what would help; one case is refused.
            guard let expected = try derived(file, now),
                let code = expected.title.matches(of: /\(([^()]+)\)$/).last
            else { continue }
            let device = try await folder.open(number)
            try await device.importJson(facts)
            let moment = try Date(now, strategy: .iso8601)
            let page = try await device.page(String(code.1), now: at(moment, zone: "UTC"))
            #expect(try bytes(json(page)) == expected.bytes, "\(name)")
            await device.close()
            compared += 1
        }
        #expect(compared > 50)
    }

    private func derived(_ file: URL, _ now: String) throws -> (title: String, bytes: Data)? {
        let process = Process()
        let output = Pipe()
        process.executableURL = programs.appendingPathComponent("examples/derive")
        process.arguments = [file.path, "--now", now, "--page"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if process.terminationStatus != 0 { return nil }
        let page = try #require(JSONSerialization.jsonObject(with: printed) as? [String: Any])
        return (try #require(page["title"] as? String), try bytes(page))
    }
}

private func bytes(_ json: Any) throws -> Data {
    try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])
}

/// A record as the core writes it in JSON: words in place of what is said, names with underscores.
private func json(_ value: Any) -> Any {
    if let said = value as? Said { return said.text }
    let mirror = Mirror(reflecting: value)
    let fields = mirror.children.map { (snakeCase($0.label ?? ""), $0.value) }
    switch mirror.displayStyle {
    case .struct, .tuple:
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.0, json($0.1)) })
    case .enum:
        guard let variant = fields.first else { return snakeCase("\(value)") }
        return [variant.0: json(variant.1)]
    case .collection:
        return mirror.children.map { json($0.value) }
    case .optional:
        return fields.first.map { json($0.1) } ?? NSNull()
    default:
        return value
    }
}

private func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
}
