//! The wrapped keys of accounts in SQLite, and the recovery codes that they belong to.

use rebound_core::base::ids::AccountId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::auth::opaque::WrappedKey;
use crate::auth::people::PeopleError;
use crate::auth::recovery::RecoveryHash;

/// What a device has sealed with the recovery code. Most accounts have none.
pub(crate) const WRAPPED_KEYS: &str = "
    CREATE TABLE wrapped_keys (
        account BLOB PRIMARY KEY REFERENCES accounts (id),
        bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// Whether another account has this recovery code.
pub(super) fn is_taken(
    connection: &Connection,
    account: AccountId,
    code: &RecoveryHash,
) -> Result<bool, rusqlite::Error> {
    let find = "SELECT 1 FROM accounts WHERE recovery = ?1 AND id <> ?2";
    let found = connection.query_row(find, params![code, account.as_bytes()], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

pub(super) fn read(
    connection: &Connection,
    account: AccountId,
) -> Result<Option<WrappedKey>, PeopleError> {
    let find = "SELECT bytes FROM wrapped_keys WHERE account = ?1";
    let bytes = connection.query_row(find, [account.as_bytes()], |row| row.get(0)).optional()?;
    bytes.map(WrappedKey::new).transpose().map_err(PeopleError::new)
}

/// Keeps a wrapped key in place of the account's former one, in the caller's transaction if there is one. Of an
/// account that does not exist nothing is kept.
pub(super) fn set(
    connection: &Connection,
    account: AccountId,
    key: &WrappedKey,
) -> Result<(), rusqlite::Error> {
    let insert = "INSERT OR REPLACE INTO wrapped_keys SELECT id, ?2 FROM accounts WHERE id = ?1";
    connection.execute(insert, params![account.as_bytes(), key.as_bytes()])?;
    Ok(())
}

/// Replaces recovery code and wrapped key; tells whether it did: not with the code of another account.
pub(crate) fn replace(
    connection: &mut Connection,
    account: AccountId,
    code: &RecoveryHash,
    key: Option<&WrappedKey>,
) -> Result<bool, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_taken(&transaction, account, code)? {
        return Ok(false);
    }
    let update = "UPDATE accounts SET recovery = ?2 WHERE id = ?1";
    transaction.execute(update, params![account.as_bytes(), code])?;
    transaction.execute("DELETE FROM wrapped_keys WHERE account = ?1", [account.as_bytes()])?;
    if let Some(key) = key {
        set(&transaction, account, key)?;
    }
    transaction.commit()?;
    Ok(true)
}

/// Carries recovery codes over with what they wrap, from a database to one that was there before it; tells how many
/// accounts have others now. Accounts that are in one of the two alone stay as they are.
pub(crate) fn carry(from: &Connection, to: &mut Connection) -> Result<usize, PeopleError> {
    let mut query = from.prepare("SELECT id, recovery FROM accounts WHERE recovery IS NOT NULL")?;
    let newer: Vec<([u8; 16], RecoveryHash)> = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, rusqlite::Error>>()?;
    let mut carried = 0;
    for (id, code) in newer {
        let account = AccountId::from_bytes(id);
        let find = "SELECT recovery FROM accounts WHERE id = ?1";
        let before = to.query_row(find, [id], |row| row.get(0)).optional()?;
        let Some(before): Option<Option<RecoveryHash>> = before else { continue };
        let (key, old_key) = (read(from, account)?, read(to, account)?);
        let differs = before != Some(code) || key != old_key;
        if differs && replace(to, account, &code, key.as_ref())? {
            carried += 1;
        }
    }
    Ok(carried)
}
