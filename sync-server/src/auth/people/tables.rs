//! Accounts, devices and roles in SQLite: the tables of this room, and the port over them.

pub(crate) mod invites;
pub(crate) mod spaces;
pub(crate) mod wrapped_keys;

use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::auth::grant::Roles;
use crate::auth::invite::{Invite, InviteHash, InvitedTo};
use crate::auth::opaque::WrappedKey;
use crate::auth::people::{
    DeviceName, KnownAccount, KnownDevice, NewAccount, People, PeopleError, Registration, Standing,
};
use crate::auth::recovery::RecoveryHash;
use crate::auth::role::Role;
use crate::auth::space::{Space, SpaceId};
use crate::epoch::Epoch;
use crate::one_writer::{InTurn, OneWriter};

/// An account, and its devices: the ids of devices are its own. Of credentials and codes there are hashes.
pub(crate) const DEVICES: &str = "
    CREATE TABLE accounts (
        id BLOB PRIMARY KEY,
        recovery BLOB UNIQUE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE devices (
        account BLOB NOT NULL REFERENCES accounts (id),
        id BLOB NOT NULL,
        credential BLOB NOT NULL UNIQUE,
        revoked INTEGER NOT NULL,
        name TEXT NOT NULL,
        registered_ms INTEGER NOT NULL,
        seen_ms INTEGER NOT NULL,
        PRIMARY KEY (account, id)
    ) STRICT, WITHOUT ROWID;
";

/// A role is of a document, by its number in the ledger's table `documents`.
pub(crate) const ROLES: &str = "
    CREATE TABLE roles (
        document INTEGER NOT NULL REFERENCES documents (number),
        account BLOB NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (document, account)
    ) STRICT, WITHOUT ROWID;
";

/// In which period of the feed somebody had last to look at a document; see `storage/sqlite/feed.rs`.
pub(crate) const MARK: &str = "INSERT OR REPLACE INTO changed SELECT ?1, period FROM feed";

/// What an account has a role in, without looking at everybody else's.
pub(crate) const ROLES_OF_ACCOUNT: &str = "CREATE INDEX roles_of_account ON roles (account, role);";

/// From version 4 and before, where devices had no account's row, no name and no time.
pub(crate) fn give_accounts_rows(transaction: &Connection) -> Result<(), rusqlite::Error> {
    transaction.execute_batch("ALTER TABLE devices RENAME TO devices_4")?;
    transaction.execute_batch(DEVICES)?;
    transaction.execute_batch(
        "INSERT INTO accounts (id) SELECT DISTINCT account FROM devices_4;
         INSERT INTO devices SELECT account, id, credential, revoked, '', 0, 0 FROM devices_4;
         DROP TABLE devices_4;",
    )?;
    transaction.execute_batch(ROLES_OF_ACCOUNT)?;
    transaction.execute_batch(invites::INVITES)
}

/// People in a database of SQLite, over a connection of their own.
#[derive(Debug)]
pub struct PeopleTables {
    connection: Mutex<Connection>,
    one_writer: OneWriter,
    epoch: Epoch,
}

impl PeopleTables {
    /// People over a connection whose tables are there. Whoever else writes to the database does it with the
    /// same `one_writer`.
    pub const fn new(connection: Connection, one_writer: OneWriter, epoch: Epoch) -> Self {
        Self { connection: Mutex::new(connection), one_writer, epoch }
    }

    /// The connection, to write.
    fn writing(&self) -> InTurn<'_, Connection> {
        self.one_writer.wait(&self.connection)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while holding the lock leaves at worst a transaction that SQLite rolls back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<rusqlite::Error> for PeopleError {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error)
    }
}

impl People for PeopleTables {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn accounts(&self) -> Result<Vec<KnownAccount>, PeopleError> {
        let connection = self.lock();
        let mut query = connection.prepare("SELECT id, recovery FROM accounts")?;
        let rows = query.query_map([], |row| {
            Ok(KnownAccount { account: AccountId::from_bytes(row.get(0)?), recovery: row.get(1)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn devices(&self) -> Result<Vec<KnownDevice>, PeopleError> {
        let connection = self.lock();
        let mut query = connection.prepare(
            "SELECT account, id, credential, revoked, name, registered_ms, seen_ms FROM devices",
        )?;
        let rows = query.query_map([], |row| {
            let (revoked, name): (_, String) = (row.get(3)?, row.get(4)?);
            Ok(KnownDevice {
                account: AccountId::from_bytes(row.get(0)?),
                device: DeviceId::from_bytes(row.get(1)?),
                credential: row.get(2)?,
                standing: if revoked { Standing::Revoked } else { Standing::Live },
                name: DeviceName::new(&name).unwrap_or_default(),
                registered_ms: row.get(5)?,
                seen_ms: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn register(
        &self,
        device: &KnownDevice,
        new: Option<NewAccount<'_>>,
        devices_max: u64,
    ) -> Result<Registration, PeopleError> {
        let mut connection = self.writing();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let KnownDevice { account, device: id, credential, name, registered_ms, .. } = device;
        let (account, id) = (account.as_bytes(), id.as_bytes());
        if let Some(NewAccount { known: KnownAccount { account, recovery }, wrapped_key }) = new {
            if let Some(code) = recovery
                && wrapped_keys::is_taken(&transaction, account, &code)?
            {
                return Ok(Registration::CodeTaken);
            }
            let insert = "INSERT INTO accounts (id, recovery) VALUES (?1, ?2)";
            transaction.execute(insert, params![account.as_bytes(), recovery])?;
            if let Some(key) = wrapped_key {
                wrapped_keys::set(&transaction, account, key)?;
            }
        }
        let taken = "SELECT count(*) FROM devices WHERE account = ?1 AND id = ?2 AND revoked = 0";
        let live = "SELECT count(*) FROM devices WHERE account = ?1 AND revoked = 0";
        if transaction.query_row(taken, params![account, id], |row| row.get::<_, u32>(0))? > 0 {
            return Ok(Registration::DeviceTaken);
        }
        let live: u32 = transaction.query_row(live, [account], |row| row.get(0))?;
        if u64::from(live) >= devices_max {
            return Ok(Registration::TooManyDevices);
        }
        transaction.execute(
            "INSERT OR REPLACE INTO devices \
             (account, id, credential, revoked, name, registered_ms, seen_ms) \
             VALUES (?1, ?2, ?3, 0, ?4, ?5, 0)",
            params![account, id, credential, name.as_str(), registered_ms],
        )?;
        transaction.commit()?;
        Ok(Registration::Done)
    }

    fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError> {
        let revoked = self.writing().execute(
            "UPDATE devices SET revoked = 1 WHERE id = ?1 AND account = ?2",
            params![device.as_bytes(), account.as_bytes()],
        )?;
        Ok(revoked > 0)
    }

    fn describe(&self, device: &KnownDevice) -> Result<(), PeopleError> {
        let KnownDevice { account, device, name, seen_ms, .. } = device;
        self.writing().execute(
            "UPDATE devices SET name = ?3, seen_ms = ?4 WHERE account = ?1 AND id = ?2",
            params![account.as_bytes(), device.as_bytes(), name.as_str(), seen_ms],
        )?;
        Ok(())
    }

    fn set_recovery(
        &self,
        account: AccountId,
        code: &RecoveryHash,
        wrapped_key: Option<&WrappedKey>,
    ) -> Result<bool, PeopleError> {
        Ok(wrapped_keys::replace(&mut self.writing(), account, code, wrapped_key)?)
    }

    fn set_wrapped_key(&self, account: AccountId, key: &WrappedKey) -> Result<(), PeopleError> {
        Ok(wrapped_keys::set(&self.writing(), account, key)?)
    }

    fn wrapped_key(&self, account: AccountId) -> Result<Option<WrappedKey>, PeopleError> {
        wrapped_keys::read(&self.lock(), account)
    }

    fn remove(&self, account: AccountId) -> Result<(), PeopleError> {
        let mut connection = self.writing();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for delete in [
            "DELETE FROM invites WHERE space IN (SELECT id FROM spaces WHERE owner = ?1)",
            "DELETE FROM space_documents WHERE space IN (SELECT id FROM spaces WHERE owner = ?1)",
            "DELETE FROM space_members WHERE space IN (SELECT id FROM spaces WHERE owner = ?1)",
            "DELETE FROM space_members WHERE account = ?1",
            "DELETE FROM spaces WHERE owner = ?1",
            "DELETE FROM roles WHERE account = ?1",
            "DELETE FROM wrapped_keys WHERE account = ?1",
            "DELETE FROM devices WHERE account = ?1",
            "DELETE FROM accounts WHERE id = ?1",
        ] {
            transaction.execute(delete, [account.as_bytes()])?;
        }
        Ok(transaction.commit()?)
    }

    fn owned(&self, account: AccountId) -> Result<u64, PeopleError> {
        let count = "SELECT count(*) FROM roles WHERE account = ?1 AND role = 'owner'";
        let connection = self.lock();
        let mut query = connection.prepare_cached(count)?;
        Ok(query.query_row([account.as_bytes()], |row| row.get::<_, u32>(0))?.into())
    }

    fn invite(&self, invite: &Invite, most: u64, now_ms: i64) -> Result<bool, PeopleError> {
        let mut connection = self.writing();
        Ok(invites::keep(&mut connection, invite, most, now_ms)?)
    }

    fn invites(&self, to: &InvitedTo, now_ms: i64) -> Result<Vec<Invite>, PeopleError> {
        Ok(invites::to(&self.lock(), to, now_ms)?)
    }

    fn claim_invite(
        &self,
        token: &InviteHash,
        account: AccountId,
        now_ms: i64,
    ) -> Result<Option<Invite>, PeopleError> {
        Ok(invites::claim(&self.writing(), token, account, now_ms)?)
    }

    fn end_invite(&self, token: &InviteHash) -> Result<(), PeopleError> {
        self.writing().execute("DELETE FROM invites WHERE token = ?1", [token])?;
        Ok(())
    }

    fn documents(&self, account: AccountId) -> Result<Vec<(DocumentId, Role)>, PeopleError> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT id, role FROM shares JOIN documents ON number = document WHERE account = ?1",
        )?;
        let rows = query.query_map([account.as_bytes()], |row| {
            let (id, role): (_, String) = (row.get(0)?, row.get(1)?);
            Ok(Role::named(&role).map(|role| (DocumentId::from_bytes(id), role)))
        })?;
        let documents: Option<Vec<_>> = rows.collect::<Result<_, _>>()?;
        documents.ok_or_else(|| PeopleError::new("the database holds a role without a name"))
    }

    fn roles(&self, document: &DocumentId) -> Result<Option<Roles>, PeopleError> {
        let connection = self.lock();
        let find = "SELECT number FROM documents WHERE id = ?1";
        let number =
            connection.query_row(find, [document.as_bytes()], |row| row.get(0)).optional()?;
        let Some(number) = number else { return Ok(None) };
        let roles = roles_of(&connection, document, number)?;
        roles.map(Some).ok_or_else(|| PeopleError::new("the database holds a role without a name"))
    }

    fn set_role(
        &self,
        document: &DocumentId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError> {
        let mut connection = self.writing();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let find = "SELECT number FROM documents WHERE id = ?1";
        let number: Option<i64> =
            transaction.query_row(find, [document.as_bytes()], |row| row.get(0)).optional()?;
        let Some(number) = number else { return Ok(()) };
        match role {
            Some(role) => transaction.execute(
                "INSERT OR REPLACE INTO roles (document, account, role) VALUES (?1, ?2, ?3)",
                params![number, account.as_bytes(), role.as_str()],
            )?,
            None => transaction.execute(
                "DELETE FROM roles WHERE document = ?1 AND account = ?2",
                params![number, account.as_bytes()],
            )?,
        };
        mark(&transaction, number)?;
        Ok(transaction.commit()?)
    }

    fn make_space(
        &self,
        space: &SpaceId,
        owner: AccountId,
        most: u64,
    ) -> Result<bool, PeopleError> {
        Ok(spaces::make(&mut self.writing(), space, owner, most)?)
    }

    fn space(&self, space: &SpaceId) -> Result<Option<Space>, PeopleError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        spaces::read(&transaction, space)
    }

    fn spaces(&self, account: AccountId) -> Result<Vec<(SpaceId, Role)>, PeopleError> {
        spaces::of_account(&self.lock(), account)
    }

    fn set_member(
        &self,
        space: &SpaceId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError> {
        Ok(spaces::set_member(&mut self.writing(), space, account, role)?)
    }

    fn put(&self, document: &DocumentId, space: Option<&SpaceId>) -> Result<(), PeopleError> {
        Ok(spaces::put(&mut self.writing(), document, space)?)
    }

    fn end_space(&self, space: &SpaceId) -> Result<(), PeopleError> {
        Ok(spaces::end(&mut self.writing(), space)?)
    }
}

/// Notes that somebody has to look at a document, in the caller's transaction.
pub(crate) fn mark(connection: &Connection, number: i64) -> Result<(), rusqlite::Error> {
    connection.prepare_cached(MARK)?.execute([number])?;
    Ok(())
}

/// Makes an account the owner of a document that is being created, in the caller's transaction.
pub(crate) fn own(
    connection: &Connection,
    number: i64,
    owner: AccountId,
) -> Result<(), rusqlite::Error> {
    let insert = "INSERT INTO roles (document, account, role) VALUES (?1, ?2, 'owner')";
    connection.prepare_cached(insert)?.execute(params![number, owner.as_bytes()])?;
    Ok(())
}

/// Reads the roles of the document with a number, in the caller's transaction; `None` if one of them is
/// none that is known.
pub(crate) fn roles_of(
    connection: &Connection,
    document: &DocumentId,
    number: i64,
) -> Result<Option<Roles>, rusqlite::Error> {
    let mut query =
        connection.prepare_cached("SELECT account, role FROM shares WHERE document = ?1")?;
    let rows = query.query_map([number], |row| {
        let (account, role): (_, String) = (row.get(0)?, row.get(1)?);
        Ok(Role::named(&role).map(|role| (AccountId::from_bytes(account), role)))
    })?;
    let roles: Option<Vec<_>> = rows.collect::<Result<_, _>>()?;
    Ok(roles.map(|roles| Roles::new(*document, roles)))
}
