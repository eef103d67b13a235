//! Accounts, devices and roles in SQLite: the tables of this room, and the port over them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::auth::credential::CredentialHash;
use crate::auth::grant::Roles;
use crate::auth::people::{DEVICES_MAX, KnownDevice, People, PeopleError, Registration, Standing};
use crate::auth::role::Role;
use crate::epoch::Epoch;

/// Devices belong to accounts, which have no row of their own.
pub(crate) const DEVICES: &str = "
    CREATE TABLE devices (
        id BLOB PRIMARY KEY,
        account BLOB NOT NULL,
        credential BLOB NOT NULL UNIQUE,
        revoked INTEGER NOT NULL
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

/// People in a database of SQLite, over a connection of their own.
#[derive(Debug)]
pub struct PeopleTables {
    connection: Mutex<Connection>,
    epoch: Epoch,
}

impl PeopleTables {
    /// People over a connection whose tables are there.
    pub const fn new(connection: Connection, epoch: Epoch) -> Self {
        Self { connection: Mutex::new(connection), epoch }
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

    fn devices(&self) -> Result<Vec<KnownDevice>, PeopleError> {
        let connection = self.lock();
        let mut query =
            connection.prepare("SELECT id, account, credential, revoked FROM devices")?;
        let rows = query.query_map([], |row| {
            let revoked = row.get(3)?;
            Ok(KnownDevice {
                device: DeviceId::from_bytes(row.get(0)?),
                account: AccountId::from_bytes(row.get(1)?),
                credential: row.get(2)?,
                standing: if revoked { Standing::Revoked } else { Standing::Live },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn register(
        &self,
        account: AccountId,
        device: DeviceId,
        credential: &CredentialHash,
    ) -> Result<Registration, PeopleError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let taken = "SELECT count(*) FROM devices WHERE id = ?1";
        let live = "SELECT count(*) FROM devices WHERE account = ?1 AND revoked = 0";
        if transaction.query_row(taken, [device.as_bytes()], |row| row.get::<_, u32>(0))? > 0 {
            return Ok(Registration::DeviceTaken);
        }
        let live: u32 = transaction.query_row(live, [account.as_bytes()], |row| row.get(0))?;
        if live as usize >= DEVICES_MAX {
            return Ok(Registration::TooManyDevices);
        }
        transaction.execute(
            "INSERT INTO devices (id, account, credential, revoked) VALUES (?1, ?2, ?3, 0)",
            params![device.as_bytes(), account.as_bytes(), credential],
        )?;
        transaction.commit()?;
        Ok(Registration::Done)
    }

    fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError> {
        let revoked = self.lock().execute(
            "UPDATE devices SET revoked = 1 WHERE id = ?1 AND account = ?2",
            params![device.as_bytes(), account.as_bytes()],
        )?;
        Ok(revoked > 0)
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
        let (document, account) = (document.as_bytes(), account.as_bytes());
        match role {
            Some(role) => self.lock().execute(
                "INSERT OR REPLACE INTO roles (document, account, role) \
                 SELECT number, ?2, ?3 FROM documents WHERE id = ?1",
                params![document, account, role.as_str()],
            )?,
            None => self.lock().execute(
                "DELETE FROM roles WHERE account = ?2 \
                 AND document = (SELECT number FROM documents WHERE id = ?1)",
                params![document, account],
            )?,
        };
        Ok(())
    }
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
        connection.prepare_cached("SELECT account, role FROM roles WHERE document = ?1")?;
    let rows = query.query_map([number], |row| {
        let (account, role): (_, String) = (row.get(0)?, row.get(1)?);
        Ok(Role::named(&role).map(|role| (AccountId::from_bytes(account), role)))
    })?;
    let roles: Option<Vec<_>> = rows.collect::<Result<_, _>>()?;
    Ok(roles.map(|roles| Roles::new(*document, roles)))
}
