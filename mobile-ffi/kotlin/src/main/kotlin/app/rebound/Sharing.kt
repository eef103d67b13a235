package app.rebound

import rebound.core.DocumentId
import rebound.core.Now
import rebound.core.RelationId
import rebound.core.Sharing
import rebound.core.SyncStatus
import rebound.mobile.Followed
import rebound.mobile.Invitation
import rebound.mobile.PartnerWeek

/**
 * Starts to share progress with one study partner: sessions and study days of each week, and nothing else.
 * Returns what to invite them with.
 */
public suspend fun Device.shareProgress(relation: RelationId, now: Now = clock.now()): Invitation =
    change { shareProgress(relation, now) }

/**
 * Ends a relation: no device of the candidate shows it anything from here on, and its name is not used
 * again. What was received stays where it is.
 */
public suspend fun Device.endSharing(relation: RelationId): Unit = change { endSharing(relation) }

/**
 * Follows the progress of somebody else, by the text of their invitation.
 */
public suspend fun Device.followProgress(invitation: String): Followed =
    change { followProgress(invitation) }

/**
 * Everything that this device shares and follows, each with its state: sent, shown, ended, awaited, withdrawn.
 */
public suspend fun Device.sharing(): Sharing = read { sharing() }

/**
 * Follows somebody's progress no more; what had come of it is deleted here. [leave] tells the server.
 */
public suspend fun Device.stopFollowing(document: DocumentId): Unit = change { stopFollowing(document) }

/**
 * What a progress document shows, by week: to its owner as a preview, to a partner as the view.
 */
public suspend fun Device.progress(document: DocumentId): List<PartnerWeek> = read { progress(document) }

/**
 * Takes note of what the clocks show, and brings what partners see up to it. Worth a call when the app
 * comes to the front.
 */
public suspend fun Device.look(now: Now = clock.now()): Unit = change { look(now) }

/**
 * What is safe on the server, and since when.
 */
public suspend fun Device.syncStatus(): SyncStatus = read { syncStatus() }
