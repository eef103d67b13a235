//! Invites in SQLite.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::auth::invite::{Invite, InviteHash};
use crate::auth::role::Role;

/// An invite to a document, by the hash of its token, until its owner confirms who has claimed it.
pub(crate) const INVITES: &str = "
    CREATE TABLE invites (
        token BLOB PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (number),
        role TEXT NOT NULL,
        expires_ms INTEGER NOT NULL,
        claimed_by BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invites_of_document ON invites (document);
";

/// What is read of an invite.
const COLUMNS: &str = "SELECT token, id, role, expires_ms, claimed_by \
    FROM invites JOIN documents ON number = document";

/// Keeps an invite, unless its document has so many that are not over.
pub(super) fn keep(
    connection: &mut Connection,
    invite: &Invite,
    most: u64,
    now_ms: i64,
) -> Result<bool, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let document = invite.document.as_bytes();
    let find = "SELECT number FROM documents WHERE id = ?1";
    let number: Option<i64> =
        transaction.query_row(find, [document], |row| row.get(0)).optional()?;
    let Some(number) = number else { return Ok(false) };
    let over = "DELETE FROM invites WHERE document = ?1 AND expires_ms <= ?2";
    transaction.execute(over, [number, now_ms])?;
    let count = "SELECT count(*) FROM invites WHERE document = ?1";
    let kept: u32 = transaction.query_row(count, [number], |row| row.get(0))?;
    if u64::from(kept) >= most {
        return Ok(false);
    }
    transaction.execute(
        "INSERT INTO invites (token, document, role, expires_ms) VALUES (?1, ?2, ?3, ?4)",
        params![invite.token, number, invite.role.as_str(), invite.expires_ms],
    )?;
    transaction.commit()?;
    Ok(true)
}

/// Reads the invites to a document that are not over, those first that will be soonest.
pub(super) fn of_document(
    connection: &Connection,
    document: &DocumentId,
    now_ms: i64,
) -> Result<Vec<Invite>, rusqlite::Error> {
    let sql = format!("{COLUMNS} WHERE id = ?1 AND expires_ms > ?2 ORDER BY expires_ms, token");
    let mut query = connection.prepare_cached(&sql)?;
    let invites = query.query_map(params![document.as_bytes(), now_ms], read)?;
    invites.filter_map(Result::transpose).collect()
}

/// Notes who claims an invite. Claimed by the same account again, it stays that account's.
pub(super) fn claim(
    connection: &Connection,
    token: &InviteHash,
    account: AccountId,
    now_ms: i64,
) -> Result<Option<Invite>, rusqlite::Error> {
    let claimed = connection.execute(
        "UPDATE invites SET claimed_by = ?2 WHERE token = ?1 AND expires_ms > ?3 \
         AND (claimed_by IS NULL OR claimed_by = ?2)",
        params![token, account.as_bytes(), now_ms],
    )?;
    if claimed == 0 {
        return Ok(None);
    }
    let sql = format!("{COLUMNS} WHERE token = ?1");
    connection.prepare_cached(&sql)?.query_row([token], read)
}

/// Reads a row; `None` if its role is none that is known.
fn read(row: &Row<'_>) -> Result<Option<Invite>, rusqlite::Error> {
    let (document, role, claimed_by): (_, String, Option<_>) =
        (row.get(1)?, row.get(2)?, row.get(4)?);
    let (token, expires_ms) = (row.get(0)?, row.get(3)?);
    Ok(Role::named(&role).map(|role| Invite {
        token,
        document: DocumentId::from_bytes(document),
        role,
        expires_ms,
        claimed_by: claimed_by.map(AccountId::from_bytes),
    }))
}
