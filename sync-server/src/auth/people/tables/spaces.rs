//! Spaces in SQLite, and the view of who is what to which document, by whatever way.

use std::collections::{BTreeMap, BTreeSet};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::auth::people::PeopleError;
use crate::auth::role::Role;
use crate::auth::space::{Space, SpaceId};

/// A document is in one space at most. Through that its members have roles as long as the space's owner owns the
/// document; a role in the document itself goes before that.
pub(crate) const SPACES: &str = "
    CREATE TABLE spaces (
        id BLOB PRIMARY KEY,
        owner BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX spaces_of_owner ON spaces (owner);
    CREATE TABLE space_members (
        space BLOB NOT NULL REFERENCES spaces (id),
        account BLOB NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (space, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX spaces_of_account ON space_members (account);
    CREATE TABLE space_documents (
        document INTEGER PRIMARY KEY REFERENCES documents (number),
        space BLOB NOT NULL REFERENCES spaces (id)
    ) STRICT;
    CREATE INDEX documents_of_space ON space_documents (space);
    CREATE VIEW shares AS
        SELECT document, account, role FROM roles
        UNION ALL
        SELECT space_documents.document, space_members.account, space_members.role
        FROM space_members
            JOIN spaces ON spaces.id = space_members.space
            JOIN space_documents ON space_documents.space = spaces.id
            JOIN roles AS own ON own.document = space_documents.document
                AND own.account = spaces.owner AND own.role = 'owner'
        WHERE NOT EXISTS (
            SELECT 1 FROM roles WHERE roles.document = space_documents.document
                AND roles.account = space_members.account);
";

/// Notes of all documents of a space that somebody has to look at them.
const MARK: &str = "INSERT OR REPLACE INTO changed \
    SELECT document, (SELECT period FROM feed) FROM space_documents WHERE space = ?1";

pub(super) fn make(
    connection: &mut Connection,
    space: &SpaceId,
    owner: AccountId,
    most: u64,
) -> Result<bool, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let count = "SELECT count(*) FROM spaces WHERE owner = ?1";
    let owned: u32 = transaction.query_row(count, [owner.as_bytes()], |row| row.get(0))?;
    if u64::from(owned) >= most {
        return Ok(false);
    }
    let insert = "INSERT INTO spaces (id, owner) VALUES (?1, ?2)";
    transaction.execute(insert, params![space.as_bytes(), owner.as_bytes()])?;
    transaction.commit()?;
    Ok(true)
}

pub(super) fn read(connection: &Connection, id: &SpaceId) -> Result<Option<Space>, PeopleError> {
    let owner = "SELECT owner FROM spaces WHERE id = ?1";
    let owner = connection.query_row(owner, [id.as_bytes()], |row| row.get(0)).optional()?;
    let Some(owner) = owner else { return Ok(None) };
    let mut query =
        connection.prepare_cached("SELECT account, role FROM space_members WHERE space = ?1")?;
    let members = query.query_map([id.as_bytes()], |row| {
        let (account, role): (_, String) = (row.get(0)?, row.get(1)?);
        Ok(Role::named(&role).map(|role| (AccountId::from_bytes(account), role)))
    })?;
    let members: Option<BTreeMap<_, _>> = members.collect::<Result<_, _>>()?;
    let members = members.ok_or_else(nameless)?;
    let mut query = connection.prepare_cached(
        "SELECT id FROM space_documents JOIN documents ON number = document WHERE space = ?1",
    )?;
    let documents =
        query.query_map([id.as_bytes()], |row| row.get(0).map(DocumentId::from_bytes))?;
    let documents = documents.collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Some(Space { id: *id, owner: AccountId::from_bytes(owner), members, documents }))
}

pub(super) fn of_account(
    connection: &Connection,
    account: AccountId,
) -> Result<Vec<(SpaceId, Role)>, PeopleError> {
    let mut query = connection.prepare_cached(
        "SELECT id, 'owner' FROM spaces WHERE owner = ?1 \
         UNION ALL SELECT space, role FROM space_members WHERE account = ?1 ORDER BY 1",
    )?;
    let rows = query.query_map([account.as_bytes()], |row| {
        let (id, role): (_, String) = (row.get(0)?, row.get(1)?);
        Ok(Role::named(&role).map(|role| (SpaceId::from_bytes(id), role)))
    })?;
    let spaces: Option<Vec<_>> = rows.collect::<Result<_, _>>()?;
    spaces.ok_or_else(nameless)
}

pub(super) fn set_member(
    connection: &mut Connection,
    space: &SpaceId,
    account: AccountId,
    role: Option<Role>,
) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (space, account) = (space.as_bytes(), account.as_bytes());
    match role {
        Some(role) => transaction.execute(
            "INSERT OR REPLACE INTO space_members (space, account, role) \
             SELECT id, ?2, ?3 FROM spaces WHERE id = ?1",
            params![space, account, role.as_str()],
        )?,
        None => transaction.execute(
            "DELETE FROM space_members WHERE space = ?1 AND account = ?2",
            params![space, account],
        )?,
    };
    transaction.execute(MARK, [space])?;
    transaction.commit()
}

pub(super) fn put(
    connection: &mut Connection,
    document: &DocumentId,
    space: Option<&SpaceId>,
) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let find = "SELECT number FROM documents WHERE id = ?1";
    let number: Option<i64> =
        transaction.query_row(find, [document.as_bytes()], |row| row.get(0)).optional()?;
    let Some(number) = number else { return Ok(()) };
    match space {
        Some(space) => transaction.execute(
            "INSERT OR REPLACE INTO space_documents (document, space) \
             SELECT ?1, id FROM spaces WHERE id = ?2",
            params![number, space.as_bytes()],
        )?,
        None => transaction.execute("DELETE FROM space_documents WHERE document = ?1", [number])?,
    };
    super::mark(&transaction, number)?;
    transaction.commit()
}

pub(super) fn end(connection: &mut Connection, space: &SpaceId) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for delete in [
        "DELETE FROM invites WHERE space = ?1",
        "DELETE FROM space_documents WHERE space = ?1",
        "DELETE FROM space_members WHERE space = ?1",
        "DELETE FROM spaces WHERE id = ?1",
    ] {
        transaction.execute(delete, [space.as_bytes()])?;
    }
    transaction.commit()
}

fn nameless() -> PeopleError {
    PeopleError::new("the database holds a role without a name")
}
