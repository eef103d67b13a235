/// One call for each screen of an app.
extension Device {
    /// The exam that everything is about: that of the latest choice, else that of the latest sitting; `nil` before
    /// either.
    public func chosenExam(now: Now? = nil) throws -> ExamCode? {
        try read { try $0.chosenExam(now: now ?? clock.now()) }
    }

    /// The exams in which the words of `search` are found, in code, vendor or title, in any writing; all of them for an
    /// empty one.
    public func exams(_ search: String = "", now: Now? = nil) throws -> [ExamEntry] {
        try read { try $0.exams(search: search, now: now ?? clock.now()) }
    }

    /// One exam, with its domains and what its vendor's report prints.
    public func examSheet(_ exam: ExamCode, now: Now? = nil) throws -> ExamSheet {
        try read { try $0.examSheet(exam: exam, now: now ?? clock.now()) }
    }

    /// What the report of the last sitting says, as rows: printed, range, and what that means.
    public func report(_ exam: ExamCode, now: Now? = nil) throws -> ReportReading {
        try read { try $0.report(exam: exam, now: now ?? clock.now()) }
    }

    /// All sittings, the newest first: date, printed score, and what stood in front as its causes.
    public func sittings(_ exam: ExamCode, now: Now? = nil) throws -> [ListedSitting] {
        try read { try $0.sittings(exam: exam, now: now ?? clock.now()) }
    }

    /// The set of questions that was logged last, to fill the next one in from; `nil` before the first.
    public func lastSet(_ exam: ExamCode, now: Now? = nil) throws -> PracticeSet? {
        try read { try $0.lastSet(exam: exam, now: now ?? clock.now()) }
    }

    /// The candidate's week as it was entered last; `nil` before it was.
    public func week(now: Now? = nil) throws -> Availability? {
        try read { try $0.week(now: now ?? clock.now()) }
    }

    /// The sixteen statements about the last sitting, and which of them have a reply.
    public func statements(_ exam: ExamCode, now: Now? = nil) throws -> Statements {
        try read { try $0.statements(exam: exam, now: now ?? clock.now()) }
    }

    /// What there is to do today: now, next, later, instead, and what has been done.
    public func today(_ exam: ExamCode, now: Now? = nil) throws -> Today {
        try read { try $0.today(exam: exam, now: now ?? clock.now()) }
    }

    /// Whether the preparation works: each domain at the end of each week with its range, the hours done beside those
    /// planned, then and now.
    public func growth(_ exam: ExamCode, now: Now? = nil) throws -> Growth {
        try read { try $0.growth(exam: exam, now: now ?? clock.now()) }
    }

    /// Notes that the plan was shown as it is now, so that the next one is kept close to it. Worth a call whenever the
    /// plan or today was shown: `nil` where nothing had to be noted.
    @discardableResult
    public func shown(_ exam: ExamCode, now: Now? = nil) throws -> FactId? {
        try change { try $0.shown(exam: exam, now: now ?? clock.now()) }
    }

    /// One page of everything that was recorded, newest first.
    public func logPage(_ query: LogQuery = LogQuery(), now: Now? = nil) throws -> LogPage {
        try read { try $0.logPage(query: query, now: now ?? clock.now()) }
    }

    /// One fact, with what it corrected and what it counts for.
    public func factSheet(_ fact: FactId, now: Now? = nil) throws -> FactSheet {
        try read { try $0.factSheet(fact: fact, now: now ?? clock.now()) }
    }

    /// Takes a fact back: it counts no more, and stays in the log for 30 days.
    @discardableResult
    public func remove(_ fact: FactId, now: Now? = nil) throws -> FactId {
        try change { try $0.remove(fact: fact, now: now ?? clock.now()) }
    }

    /// Brings back a fact that was taken back. Of one that was not, nothing changes.
    public func restore(_ fact: FactId, now: Now? = nil) throws {
        try change { try $0.restore(fact: fact, now: now ?? clock.now()) }
    }
}
