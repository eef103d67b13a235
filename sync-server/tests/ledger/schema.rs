//! Databases of other versions.

use std::fs;
use std::path::Path;

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::invite::{Invite, InvitedTo};
use rebound_sync_server::auth::opaque::WrappedKey;
use rebound_sync_server::auth::people::{People, Standing};
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::sqlite::schema::VERSION;
use rebound_sync_server::ledger::storage::{Storage, StorageError};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open};

/// The tables as version 1 made them.
const VERSION_1: &str = "
    CREATE TABLE devices (
        id BLOB PRIMARY KEY,
        account BLOB NOT NULL,
        credential BLOB NOT NULL UNIQUE,
        revoked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE roles (
        document INTEGER NOT NULL REFERENCES documents (number),
        account BLOB NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (document, account)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE changes (
        document INTEGER NOT NULL REFERENCES documents (number),
        position INTEGER NOT NULL,
        account BLOB NOT NULL,
        bytes BLOB NOT NULL,
        checksum BLOB NOT NULL,
        PRIMARY KEY (document, position)
    ) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 0x52625376;
    PRAGMA user_version = 1;
";

/// A database of version 1 with one document.
fn version_1(path: &Path, writer: &Peer) -> Connection {
    let database = Connection::open(path).unwrap();
    database.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    database.execute_batch(VERSION_1).unwrap();
    database.execute("INSERT INTO documents (id) VALUES (?1)", [id(1).as_bytes()]).unwrap();
    let owner = "INSERT INTO roles (document, account, role) VALUES (1, ?1, 'owner')";
    database.execute(owner, [ACCOUNT.as_bytes()]).unwrap();
    for (position, change) in (0_i64..).zip(writer.copy.get_changes(&[])) {
        let insert = "INSERT INTO changes VALUES (1, ?1, ?2, ?3, ?4)";
        let bytes = change.raw_bytes();
        let sum: Vec<u8> = Sha256::digest(bytes).into_iter().take(8).collect();
        database.execute(insert, params![position, ACCOUNT.as_bytes(), bytes, sum]).unwrap();
    }
    database
}

/// What SQLite knows of the tables, and the settings that are kept in the file.
fn shape(path: &Path) -> (Vec<String>, [u32; 3]) {
    let database = Connection::open(path).unwrap();
    let mut query = database
        .prepare("SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
        .unwrap();
    let tables = query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let settings = ["application_id", "user_version", "auto_vacuum"]
        .map(|name| database.pragma_query_value(None, name, |row| row.get(0)).unwrap());
    (tables, settings)
}

#[tokio::test]
async fn a_database_of_version_1_becomes_like_a_new_one_and_keeps_every_change() {
    let directory = tempdir().unwrap();
    let mut writer = Peer::empty(1);
    writer.write(50);
    let mut other = Peer::new(&writer.copy, 2, Role::Owner);
    other.write(2);
    writer.write(2);
    writer.copy.merge(&mut other.copy).unwrap();
    drop(version_1(&directory.path().join("ledger.db"), &writer));
    let ledger = open(directory.path(), None);
    let mut fresh = Peer::empty(3);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    writer.write(1);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    let new = directory.path().join("new.db");
    drop(Sqlite::open(&new).unwrap());
    assert_eq!(shape(&directory.path().join("ledger.db")), shape(&new));
}

/// The table of changes as version 3 made it, where each row spelled out its author. In version 2 it had
/// its hash as well.
fn changes_before_4(hash: &str) -> String {
    format!(
        "CREATE TABLE changes (
            document INTEGER NOT NULL REFERENCES documents (number),
            position INTEGER NOT NULL,
            account BLOB NOT NULL,
            {hash}
            deps BLOB NOT NULL,
            actor BLOB NOT NULL,
            seq INTEGER NOT NULL,
            max_op INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            checksum BLOB NOT NULL,
            PRIMARY KEY (document, position)
        ) STRICT, WITHOUT ROWID;"
    )
}

/// Makes the tables what they were in version 8.
fn back_to_version_8(database: &Connection) {
    let sql = "BEGIN; DROP TABLE wrapped_keys; PRAGMA user_version = 8; COMMIT;";
    database.execute_batch(sql).unwrap();
}

/// Makes the tables what they were in version 7, where there were no spaces and no feed.
fn back_to_version_7(database: &Connection) {
    back_to_version_8(database);
    let sql = "BEGIN;
         DROP TABLE feed;
         DROP TABLE changed;
         DROP VIEW shares;
         DROP TABLE invites;
         DROP TABLE space_documents;
         DROP TABLE space_members;
         DROP TABLE spaces;
         CREATE TABLE invites (
             token BLOB PRIMARY KEY,
             document INTEGER NOT NULL REFERENCES documents (number),
             role TEXT NOT NULL,
             expires_ms INTEGER NOT NULL,
             claimed_by BLOB
         ) STRICT, WITHOUT ROWID;
         CREATE INDEX invites_of_document ON invites (document);
         PRAGMA user_version = 7;
         COMMIT;";
    database.execute_batch(sql).unwrap();
}

/// Makes the tables what they were in version 4, where a device stood for its account.
fn back_to_version_4(database: &Connection) {
    back_to_version_7(database);
    let sql = "BEGIN;
         ALTER TABLE devices RENAME TO devices_5;
         CREATE TABLE devices (
             id BLOB PRIMARY KEY,
             account BLOB NOT NULL,
             credential BLOB NOT NULL UNIQUE,
             revoked INTEGER NOT NULL
         ) STRICT, WITHOUT ROWID;
         INSERT INTO devices SELECT id, account, credential, revoked FROM devices_5;
         DROP TABLE devices_5;
         DROP TABLE accounts;
         DROP TABLE invites;
         DROP TABLE aside;
         DROP INDEX roles_of_account;
         PRAGMA user_version = 4;
         COMMIT;";
    database.execute_batch(sql).unwrap();
}

/// An empty database, made what it was before, and what SQLite knows of the tables when it is new.
fn made_older(path: &Path, back: fn(&Connection)) -> (Connection, (Vec<String>, [u32; 3])) {
    drop(Sqlite::open(path).unwrap());
    let new = shape(path);
    let database = Connection::open(path).unwrap();
    back(&database);
    (database, new)
}

#[tokio::test]
async fn a_database_of_version_4_keeps_its_devices_and_no_document_without_a_change() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(3);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    drop(ledger);
    let new = shape(&path);
    let database = Connection::open(&path).unwrap();
    back_to_version_4(&database);
    let insert = "INSERT INTO devices VALUES (?1, ?2, ?3, ?4)";
    for (number, account, revoked) in [(1_u8, 1_u8, 0), (2, 1, 1), (3, 2, 0)] {
        let ids = params![[number; 8], [account; 16], [number; 32], revoked];
        database.execute(insert, ids).unwrap();
    }
    let squatted = "INSERT INTO documents (id) VALUES (zeroblob(16));
        INSERT INTO roles SELECT number, zeroblob(16), 'owner' FROM documents WHERE id = zeroblob(16);";
    database.execute_batch(squatted).unwrap();
    drop(database);
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(shape(&path), new);
    let people = store.people().unwrap();
    let mut devices = people.devices().unwrap();
    devices.sort_by_key(|known| known.credential);
    let seen = devices.iter().map(|known| (known.account, known.device, known.standing));
    let of = |account, device, standing| {
        (AccountId::from_bytes([account; 16]), DeviceId::from_bytes([device; 8]), standing)
    };
    let (live, revoked) = (Standing::Live, Standing::Revoked);
    assert!(seen.eq([of(1, 1, live), of(1, 2, revoked), of(2, 3, live)]));
    assert!(devices.iter().all(|known| known.registered_ms == 0));
    let accounts = people.accounts().unwrap();
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().all(|known| known.recovery.is_none()));
    assert!(Storage::open(&store, &DocumentId::from_bytes([0; 16])).unwrap().is_none());
    assert!(Storage::open(&store, &id(1)).unwrap().is_some());
}

#[test]
fn a_database_of_version_7_becomes_like_a_new_one_and_keeps_its_invites() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let (database, new) = made_older(&path, back_to_version_7);
    database.execute("INSERT INTO documents VALUES (1, ?1)", [id(1).as_bytes()]).unwrap();
    let invite = "INSERT INTO invites VALUES (?1, 1, 'partner', 9, NULL)";
    database.execute(invite, [[7; 32]]).unwrap();
    drop(database);
    let people = Sqlite::open(&path).unwrap().people().unwrap();
    assert_eq!(shape(&path), new);
    let to = InvitedTo::Document(id(1));
    let (token, role, expires_ms, claimed_by) = ([7; 32], Role::Partner, 9, None);
    let kept = Invite { token, to, role, expires_ms, claimed_by };
    assert_eq!(people.invites(&to, 0).unwrap(), [kept]);
}

#[test]
fn a_database_of_version_8_becomes_like_a_new_one_and_its_accounts_can_keep_a_wrapped_key() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let (database, new) = made_older(&path, back_to_version_8);
    let account = "INSERT INTO accounts VALUES (?1, ?2)";
    database.execute(account, params![ACCOUNT.as_bytes(), [7_u8; 32]]).unwrap();
    drop(database);
    let people = Sqlite::open(&path).unwrap().people().unwrap();
    assert_eq!(shape(&path), new);
    assert_eq!(people.accounts().unwrap()[0].recovery, Some([7; 32]));
    assert_eq!(people.wrapped_key(ACCOUNT).unwrap(), None);
    let key = WrappedKey::new(vec![1]).unwrap();
    people.set_wrapped_key(ACCOUNT, &key).unwrap();
    assert_eq!(people.wrapped_key(ACCOUNT).unwrap(), Some(key));
}

/// Makes the tables what they were in version 3.
fn back_to_version_3(database: &Connection) {
    back_to_version_4(database);
    let sql = format!(
        "BEGIN;
         ALTER TABLE changes RENAME TO changes_4;
         {}
         INSERT INTO changes
             SELECT place >> 32, place & 0xffffffff, account, deps, actor, seq, max_op, bytes, checksum
             FROM changes_4 JOIN authors ON author = number;
         DROP TABLE changes_4;
         DROP TABLE authors;
         PRAGMA user_version = 3;
         COMMIT;",
        changes_before_4("")
    );
    database.execute_batch(&sql).unwrap();
}

/// Makes the tables what they were in version 2.
fn back_to_version_2(database: &Connection) {
    back_to_version_3(database);
    let sql = format!(
        "BEGIN;
         ALTER TABLE changes RENAME TO changes_3;
         {}
         INSERT INTO changes
             SELECT document, position, account, zeroblob(32), deps, actor, seq, max_op, bytes, checksum
             FROM changes_3;
         DROP TABLE changes_3;
         PRAGMA user_version = 2;
         COMMIT;",
        changes_before_4("hash BLOB NOT NULL,")
    );
    database.execute_batch(&sql).unwrap();
}

#[tokio::test]
async fn a_database_of_version_2_or_3_becomes_like_a_new_one_and_keeps_every_change() {
    for back in [back_to_version_2, back_to_version_3] {
        let directory = tempdir().unwrap();
        let path = directory.path().join("ledger.db");
        let ledger = open(directory.path(), None);
        // Two documents of the same two authors, who take turns.
        let mut writer = Peer::empty(1);
        writer.write(50);
        let mut other = Peer::new(&writer.copy, 2, Role::Owner);
        other.write(2);
        writer.copy.merge(&mut other.copy).unwrap();
        writer.write(2);
        writer.sync(&ledger, &id(1)).await;
        other.sync(&ledger, &id(2)).await;
        ledger.close();
        drop(ledger);
        let new = shape(&path);
        back(&Connection::open(&path).unwrap());
        assert_ne!(shape(&path), new);
        let ledger = open(directory.path(), None);
        for (copy, number) in [(&mut writer, 1), (&mut other, 2)] {
            let mut fresh = Peer::empty(3);
            fresh.sync(&ledger, &id(number)).await;
            fresh.assert_same(copy);
            copy.write(1);
            copy.sync(&ledger, &id(number)).await;
        }
        ledger.close();
        assert_eq!(shape(&path), new);
        let count = "SELECT count(*) FROM authors";
        let database = Connection::open(&path).unwrap();
        let authors: u32 = database.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(authors, 2, "an author has one number for all documents");
    }
}

#[test]
fn a_damaged_change_stops_the_upgrade_and_version_1_stays() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let mut writer = Peer::empty(1);
    writer.write(3);
    let database = version_1(&path, &writer);
    database.execute("UPDATE changes SET bytes = x'00' WHERE position = 1", []).unwrap();
    let before = shape(&path);
    assert!(matches!(Sqlite::open(&path), Err(StorageError::Damaged)));
    assert_eq!(shape(&path), before);
}

#[test]
fn a_database_of_a_newer_server_is_refused_and_not_touched() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let database = Connection::open(&path).unwrap();
    database.execute_batch(VERSION_1).unwrap();
    database.pragma_update(None, "user_version", VERSION + 1).unwrap();
    drop(database);
    let before = fs::read(&path).unwrap();
    assert!(
        matches!(Sqlite::open(&path), Err(StorageError::FromTheFuture { found, known: VERSION }) if found == VERSION + 1)
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    let files = fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(files, 1, "no log beside it");
}

#[tokio::test]
async fn a_damaged_row_is_noticed_wherever_it_is_damaged() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(3);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    for damage in [
        "UPDATE changes SET seq = 9",
        "UPDATE changes SET max_op = 9",
        "UPDATE changes SET deps = x''",
        "UPDATE changes SET bytes = x'00'",
        "UPDATE changes SET place = place + 9 WHERE seq = 3",
        "UPDATE authors SET account = zeroblob(16)",
        "UPDATE authors SET actor = zeroblob(16)",
        "PRAGMA foreign_keys = OFF; UPDATE changes SET author = 9",
    ] {
        let damaged = directory.path().join("damaged.db");
        fs::copy(&path, &damaged).unwrap();
        Connection::open(&damaged).unwrap().execute_batch(damage).unwrap();
        let read = Storage::open(&Sqlite::open(&damaged).unwrap(), &id(1));
        assert!(matches!(read, Err(StorageError::Damaged)), "{damage}");
    }
    assert!(Storage::open(&Sqlite::open(&path).unwrap(), &id(1)).unwrap().is_some());
}
