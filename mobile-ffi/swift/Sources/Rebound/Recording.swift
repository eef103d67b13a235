extension Device {
    /// Whether a fact can be right for its exam: ask before recording what was typed, and show the field of the
    /// `Invalid`. What is odd is recorded all the same.
    public func check(_ body: FactBody, now: Now? = nil) throws {
        try read { try $0.check(body: body, now: now ?? clock.now()) }
    }

    /// Records what happens now. When this returns, a power cut cannot take it away.
    @discardableResult
    public func record(_ body: FactBody, now: Now? = nil) throws -> FactId {
        try change { try $0.record(body: body, now: now ?? clock.now()) }
    }

    /// Records a correction of an earlier fact.
    @discardableResult
    public func correct(_ wrong: FactId, _ body: FactBody, now: Now? = nil) throws -> FactId {
        try change { try $0.correct(wrong: wrong, body: body, now: now ?? clock.now()) }
    }

    /// Records what happens now from the open JSON form: the body of one fact, such as
    /// `{"removal": {"target": "…"}}`.
    @discardableResult
    public func recordJson(_ body: String, now: Now? = nil) throws -> FactId {
        try change { try $0.recordJson(body: body, now: now ?? clock.now()) }
    }

    /// Takes over the facts of a text in the open JSON form, with their own ids and times: all of them, or none.
    @discardableResult
    public func importJson(_ text: String) throws -> Imported {
        try change { try $0.importJson(text: text) }
    }

    /// Everything on this device in the open JSON form.
    public func exportJson() throws -> String {
        try read { try $0.exportJson() }
    }

    /// All facts on this device, by their ids.
    public func facts() throws -> [Fact] {
        try read { try $0.facts() }
    }
}
