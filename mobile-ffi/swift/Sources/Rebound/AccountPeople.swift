import Foundation

/// What a study partner is invited with.
public struct SentInvite: Hashable, Sendable {
    /// What they are sent, over a channel that you trust: whoever has it sees what is shown, as soon as you have
    /// confirmed who claimed it.
    public let link: String
    /// Until when it can be claimed.
    public let expires: Date
}

/// Study partners: invited by one link, let in by a yes.
extension Account {
    /// Invites a partner to what ``Device/shareProgress(_:now:)`` began to share. Throws `NotHere` before that was
    /// synced.
    public func invite(_ relation: RelationId) async throws -> SentInvite {
        try await perform(\.sentInvite, [relation]) { try $0.invite(relation: relation) }
    }

    /// Claims an invite by its link, after ``Device/followProgress(_:)``; the owner confirms. Throws `CodeNeeded` if it
    /// was used, or is too old.
    public func claim(_ link: String) async throws -> ClaimedInvite {
        try await perform(\.claimed, [link]) { try $0.claim(link: link) }
    }

    /// The invites of a relation that are not over, and who has claimed them.
    public func invites(_ relation: RelationId) async throws -> [ServerInvite] {
        try await perform(\.invites, [relation]) { try $0.invites(relation: relation) }
    }

    /// Lets in who has claimed an invite, when both have compared. Throws `NotHere` before somebody has claimed it, and
    /// when it is over.
    public func confirmInvite(_ relation: RelationId, invite: String) async throws {
        try await perform(\.finished, [relation, invite]) { try $0.confirmInvite(relation: relation, invite: invite) }
    }

    /// Takes an invite back.
    public func withdrawInvite(_ relation: RelationId, invite: String) async throws {
        try await perform(\.finished, [relation, invite]) { try $0.withdrawInvite(relation: relation, invite: invite) }
    }

    /// Deletes from the server what a relation shared, after ``Device/endSharing(_:)``.
    public func deleteShared(_ relation: RelationId) async throws {
        try await perform(\.finished, [relation]) { try $0.deleteShared(relation: relation) }
    }

    /// Gives back this account's role to what somebody else shares, after ``Device/stopFollowing(_:)``.
    public func leave(_ document: DocumentId) async throws {
        try await perform(\.finished, [document]) { try $0.leave(document: document) }
    }
}
