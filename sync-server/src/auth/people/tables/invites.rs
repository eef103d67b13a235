//! Invites in SQLite.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::auth::invite::{Invite, InviteHash, InvitedTo};
use crate::auth::role::Role;
use crate::auth::space::SpaceId;

/// An invite to a document or a space, by the hash of its token, until the owner confirms who has claimed it.
pub(crate) const INVITES: &str = "
    CREATE TABLE invites (
        token BLOB PRIMARY KEY,
        document INTEGER REFERENCES documents (number),
        space BLOB REFERENCES spaces (id),
        role TEXT NOT NULL,
        expires_ms INTEGER NOT NULL,
        claimed_by BLOB,
        CHECK ((document IS NULL) <> (space IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invites_of_document ON invites (document);
    CREATE INDEX invites_of_space ON invites (space);
";

/// From version 7 and before, where all were to documents.
pub(crate) fn let_them_be_to_spaces(transaction: &Connection) -> Result<(), rusqlite::Error> {
    transaction.execute_batch("ALTER TABLE invites RENAME TO invites_7")?;
    transaction.execute_batch("DROP INDEX invites_of_document")?;
    transaction.execute_batch(INVITES)?;
    transaction.execute_batch(
        "INSERT INTO invites
             SELECT token, document, NULL, role, expires_ms, claimed_by FROM invites_7;
         DROP TABLE invites_7;",
    )
}

/// What is read of an invite.
const COLUMNS: &str = "SELECT token, id, space, role, expires_ms, claimed_by \
    FROM invites LEFT JOIN documents ON number = document";

/// What stands in an invite's row of what it is to: the number of a document or the id of a space.
type Key = (Option<i64>, Option<[u8; 16]>);

fn key(connection: &Connection, to: &InvitedTo) -> Result<Option<Key>, rusqlite::Error> {
    match to {
        InvitedTo::Document(id) => {
            let find = "SELECT number FROM documents WHERE id = ?1";
            let number = connection.query_row(find, [id.as_bytes()], |row| row.get(0));
            Ok(number.optional()?.map(|number| (Some(number), None)))
        }
        InvitedTo::Space(id) => {
            let find = "SELECT id FROM spaces WHERE id = ?1";
            let id = connection.query_row(find, [id.as_bytes()], |row| row.get(0));
            Ok(id.optional()?.map(|id| (None, Some(id))))
        }
    }
}

/// Keeps an invite, unless there are so many to the same that are not over.
pub(super) fn keep(
    connection: &mut Connection,
    invite: &Invite,
    most: u64,
    now_ms: i64,
) -> Result<bool, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some((document, space)) = key(&transaction, &invite.to)? else { return Ok(false) };
    let over = "DELETE FROM invites WHERE document IS ?1 AND space IS ?2 AND expires_ms <= ?3";
    transaction.execute(over, params![document, space, now_ms])?;
    let count = "SELECT count(*) FROM invites WHERE document IS ?1 AND space IS ?2";
    let kept: u32 = transaction.query_row(count, params![document, space], |row| row.get(0))?;
    if u64::from(kept) >= most {
        return Ok(false);
    }
    transaction.execute(
        "INSERT INTO invites (token, document, space, role, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![invite.token, document, space, invite.role.as_str(), invite.expires_ms],
    )?;
    transaction.commit()?;
    Ok(true)
}

/// Reads the invites to a document or space that are not over, those first that will be soonest.
pub(super) fn to(
    connection: &Connection,
    to: &InvitedTo,
    now_ms: i64,
) -> Result<Vec<Invite>, rusqlite::Error> {
    let Some((document, space)) = key(connection, to)? else { return Ok(Vec::new()) };
    let sql = format!(
        "{COLUMNS} WHERE document IS ?1 AND space IS ?2 AND expires_ms > ?3 \
         ORDER BY expires_ms, token"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let invites = query.query_map(params![document, space, now_ms], read)?;
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

/// Reads a row; `None` if its role is none that is known, or it is to nothing.
fn read(row: &Row<'_>) -> Result<Option<Invite>, rusqlite::Error> {
    let (document, space): (Option<_>, Option<_>) = (row.get(1)?, row.get(2)?);
    let (role, claimed_by): (String, Option<_>) = (row.get(3)?, row.get(5)?);
    let (token, expires_ms) = (row.get(0)?, row.get(4)?);
    let document = document.map(DocumentId::from_bytes).map(InvitedTo::Document);
    let to = document.or_else(|| space.map(SpaceId::from_bytes).map(InvitedTo::Space));
    let claimed_by = claimed_by.map(AccountId::from_bytes);
    let read = Role::named(&role).zip(to);
    Ok(read.map(|(role, to)| Invite { token, to, role, expires_ms, claimed_by }))
}
