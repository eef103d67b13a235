extension Device {
    /// Starts to share progress with one study partner: sessions and study days of each week, and nothing else.
    /// Returns what to invite them with.
    public func shareProgress(_ relation: RelationId, now: Now? = nil) throws -> Invitation {
        try change { try $0.shareProgress(relation: relation, now: now ?? clock.now()) }
    }

    /// Ends a relation: no device of the candidate shows it anything from here on, and its name is not used again.
    /// What was received stays where it is.
    public func endSharing(_ relation: RelationId) throws {
        try change { try $0.endSharing(relation: relation) }
    }

    /// Follows the progress of somebody else, by the text of their invitation.
    public func followProgress(_ invitation: String) throws -> Followed {
        try change { try $0.followProgress(invitation: invitation) }
    }

    /// Everything that this device shares and follows, each with its state: sent, shown, ended, awaited, withdrawn.
    public func sharing() throws -> ReboundCore.Sharing {
        try read { try $0.sharing() }
    }

    /// Follows somebody's progress no more; what had come of it is deleted here. ``Account/leave(_:)`` tells the server.
    public func stopFollowing(_ document: DocumentId) throws {
        try change { try $0.stopFollowing(document: document) }
    }

    /// What a progress document shows, by week: to its owner as a preview, to a partner as the view.
    public func progress(_ document: DocumentId) throws -> [PartnerWeek] {
        try read { try $0.progress(document: document) }
    }

    /// Takes note of what the clocks show, and brings what partners see up to it. Worth a call when the app comes to
    /// the front.
    public func look(now: Now? = nil) throws {
        try change { try $0.look(now: now ?? clock.now()) }
    }

    /// What is safe on the server, and since when.
    public func syncStatus() throws -> SyncStatus {
        try read { try $0.syncStatus() }
    }
}
