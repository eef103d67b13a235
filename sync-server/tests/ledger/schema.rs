//! Databases of other versions.

use std::fs;
use std::path::Path;

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
    let mut other = Peer::new(&writer.copy, 2, rebound_sync_server::auth::Role::Owner);
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
    drop(Storage::open(&new).unwrap());
    assert_eq!(shape(&directory.path().join("ledger.db")), shape(&new));
}

/// Makes the table of changes what it was in version 2, where every row had its hash as well.
fn back_to_version_2(path: &Path, writer: &Peer) {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "BEGIN;
             ALTER TABLE changes RENAME TO changes_3;
             CREATE TABLE changes (
        document INTEGER NOT NULL REFERENCES documents (number),
        position INTEGER NOT NULL,
        account BLOB NOT NULL,
        hash BLOB NOT NULL,
        deps BLOB NOT NULL,
        actor BLOB NOT NULL,
        seq INTEGER NOT NULL,
        max_op INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        checksum BLOB NOT NULL,
        PRIMARY KEY (document, position)
    ) STRICT, WITHOUT ROWID;
             INSERT INTO changes SELECT document, position, account, zeroblob(32), deps, actor, seq, \
                 max_op, bytes, checksum FROM changes_3;
             DROP TABLE changes_3;
             PRAGMA user_version = 2;
             COMMIT;",
        )
        .unwrap();
    for (position, change) in (0_i64..).zip(writer.copy.get_changes(&[])) {
        let sql = "UPDATE changes SET hash = ?2 WHERE position = ?1";
        database.execute(sql, params![position, change.hash().as_ref()]).unwrap();
    }
}

#[tokio::test]
async fn a_database_of_version_2_becomes_like_a_new_one_and_keeps_every_change() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(50);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    drop(ledger);
    let new = shape(&path);
    back_to_version_2(&path, &writer);
    let ledger = open(directory.path(), None);
    let mut fresh = Peer::empty(3);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    assert_eq!(shape(&path), new);
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
    assert!(matches!(Storage::open(&path), Err(StorageError::Damaged)));
    assert_eq!(shape(&path), before);
}

#[test]
fn a_database_of_a_newer_server_is_refused_and_not_touched() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let database = Connection::open(&path).unwrap();
    database.execute_batch(VERSION_1).unwrap();
    database.execute_batch("PRAGMA user_version = 4").unwrap();
    drop(database);
    let before = fs::read(&path).unwrap();
    assert!(matches!(Storage::open(&path), Err(StorageError::FromTheFuture(4))));
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
    for damage in ["seq = 9", "max_op = 9", "account = zeroblob(16)", "deps = x''", "bytes = x'00'"]
    {
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch("BEGIN; CREATE TABLE kept AS SELECT * FROM changes; COMMIT")
            .unwrap();
        let sql = format!("UPDATE changes SET {damage} WHERE position = 1");
        database.execute(&sql, []).unwrap();
        let read = Storage::open(&path).unwrap().document(&id(1));
        assert!(matches!(read, Err(StorageError::Damaged)), "{damage}");
        database
            .execute_batch(
                "DELETE FROM changes; INSERT INTO changes SELECT * FROM kept; DROP TABLE kept",
            )
            .unwrap();
    }
    assert!(Storage::open(&path).unwrap().document(&id(1)).unwrap().is_some());
}
