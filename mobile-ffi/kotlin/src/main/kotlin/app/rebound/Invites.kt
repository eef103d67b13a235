package app.rebound

import rebound.core.CallOutcome
import rebound.core.ClaimedInvite
import rebound.core.DocumentId
import rebound.core.RelationId
import rebound.core.ServerInvite

/**
 * Invites a partner to what [shareProgress] began to share, when it was synced. Send the link over a channel
 * that you trust: whoever has it sees what is shown, as soon as you have confirmed who claimed it.
 */
public suspend fun Account.invite(relation: RelationId): CallOutcome.Invited =
    perform { invite(relation) } as CallOutcome.Invited

/**
 * The invites of a relation that are not over, each with who has claimed it.
 */
public suspend fun Account.invites(relation: RelationId): List<ServerInvite> =
    (perform { invites(relation) } as CallOutcome.Invites).invites

/**
 * Lets in who has claimed an invite, when both have compared.
 */
public suspend fun Account.confirmInvite(relation: RelationId, invite: String) {
    perform { confirmInvite(relation, invite) }
}

/**
 * Takes an invite back.
 */
public suspend fun Account.withdrawInvite(relation: RelationId, invite: String) {
    perform { withdrawInvite(relation, invite) }
}

/**
 * Claims an invite by its link, after [followProgress] with the same link. The owner confirms it.
 */
public suspend fun Account.claim(link: String): ClaimedInvite =
    (perform { claim(link) } as CallOutcome.Claimed).claimed

/**
 * Deletes from the server what a relation shared, after [endSharing].
 */
public suspend fun Account.deleteShared(relation: RelationId) {
    perform { deleteShared(relation) }
}

/**
 * Gives back this account's role to what somebody else shares, after [stopFollowing].
 */
public suspend fun Account.leave(document: DocumentId) {
    perform { leave(document) }
}
