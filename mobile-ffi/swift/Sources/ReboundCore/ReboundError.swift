/// What stands in an alert besides the description. The words for people are the app's: `code()` tells the case.
extension ReboundError {
    /// What is wrong, in the library's own words.
    public var failureReason: String? {
        switch self {
        case .Invalid(_, let reason), .NotHere(_, let reason), .Paused(let reason), .UpdateNeeded(let reason),
            .OtherDevice(let reason), .OtherAccount(let reason), .OtherCode(let reason), .NotPaired(let reason),
            .ForeignFile(let reason), .OpenElsewhere(let reason), .StorageFull(let reason), .Damaged(let reason),
            .Unavailable(let reason), .SecretsUnavailable(let reason), .KeyMissing(let reason), .Offline(let reason),
            .NotAServer(let reason), .ServerOutdated(let reason), .SignedOut(let reason), .CodeNeeded(let reason),
            .TooOften(let reason, _), .Refused(let reason), .Bug(let reason):
            reason
        }
    }
}
