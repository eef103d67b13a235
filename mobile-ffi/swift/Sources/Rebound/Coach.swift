extension Device {
    /// Everything the coach has to say about an exam, from one moment.
    public func briefing(_ exam: ExamCode, now: Now? = nil) throws -> Briefing {
        try read { try $0.briefing(exam: exam, now: now ?? clock.now()) }
    }

    /// What to do on which day until the exam.
    public func plan(_ exam: ExamCode, now: Now? = nil) throws -> Plan {
        try read { try $0.plan(exam: exam, now: now ?? clock.now()) }
    }

    /// When the vendor lets the candidate sit again.
    public func eligibility(_ exam: ExamCode, now: Now? = nil) throws -> Eligibility {
        try read { try $0.eligibility(exam: exam, now: now ?? clock.now()) }
    }

    /// What was studied for an exam, by week and domain.
    public func summary(_ exam: ExamCode, now: Now? = nil) throws -> Summary {
        try read { try $0.summary(exam: exam, now: now ?? clock.now()) }
    }

    /// The page about an exam that a candidate needs, part by part.
    public func page(_ exam: ExamCode, now: Now? = nil) throws -> Page {
        try read { try $0.page(exam: exam, now: now ?? clock.now()) }
    }

    /// The report of the last sitting as a page in Markdown, to print or to hand on; `nil` if the exam was never sat.
    /// It holds what never leaves the device otherwise: only the candidate hands it on.
    public func annotatedReport(_ exam: ExamCode, now: Now? = nil) throws -> String? {
        try read { try $0.annotatedReport(exam: exam, now: now ?? clock.now()) }
    }

    /// What is odd about the facts, and which do not count.
    public func anomalies(now: Now? = nil) throws -> [Anomaly] {
        try read { try $0.anomalies(now: now ?? clock.now()) }
    }
}
