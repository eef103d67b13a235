//! What honest clients write is taken, however large, of one's own account and of a partner's: nothing of it
//! is refused.
//!
//! `REBOUND_HONEST_CHANGES=100000 cargo test -p rebound-sync-server --test ledger honest` takes its time.

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::ledger::Ledger;
use tempfile::tempdir;

use crate::peer::{Peer, id, open, real};

/// A sequence of numbers that looks like chance and is the same each time.
struct Draw(u64);

impl Draw {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

fn object(document: &Automerge, key: &str) -> ObjId {
    document.get(ROOT, key).unwrap().unwrap().1
}

/// A text, a list, a map and a counter, which both sides know.
fn begin(document: &mut Automerge) {
    let mut transaction = document.transaction();
    transaction.put_object(ROOT, "text", ObjType::Text).unwrap();
    transaction.put_object(ROOT, "list", ObjType::List).unwrap();
    transaction.put_object(ROOT, "map", ObjType::Map).unwrap();
    transaction.put(ROOT, "count", ScalarValue::counter(3)).unwrap();
    transaction.commit();
}

/// One change of one of the kinds that clients make.
fn change(document: &mut Automerge, draw: &mut Draw) {
    let (text, list, map) =
        (object(document, "text"), object(document, "list"), object(document, "map"));
    let (len, count) = (document.length(&text), document.length(&list));
    let mut transaction = document.transaction();
    let t = &mut transaction;
    match draw.below(12) {
        0 | 1 => {
            let words = ["a", "network ", "Prüfung 🔐 ", "port 443 is open\n"];
            let word = words.get(draw.below(words.len())).unwrap().repeat(1 + draw.below(5));
            t.splice_text(&text, draw.below(len + 1), 0, &word).unwrap();
        }
        2 if len > 0 => {
            let at = draw.below(len);
            let deleted = isize::try_from(draw.below(len - at).min(30)).unwrap();
            t.splice_text(&text, at, deleted, if draw.below(2) == 0 { "" } else { "instead" })
                .unwrap();
        }
        3 if len > 1 => {
            let at = draw.below(len - 1);
            let end = at + 1 + draw.below(len - at - 1);
            let mark = Mark::new("bold".to_owned(), true, at, end);
            t.mark(&text, mark, ExpandMark::Both).unwrap();
        }
        4 if len > 1 => t.unmark(&text, "bold", 0, len / 2, ExpandMark::None).unwrap(),
        5 => t.insert(&list, draw.below(count + 1), draw.below(1_000) as i64).unwrap(),
        6 if count > 0 => t.delete(&list, draw.below(count)).unwrap(),
        7 if count > 0 => t.put(&list, draw.below(count), draw.below(9) as f64 / 2.0).unwrap(),
        8 => t.increment(ROOT, "count", draw.below(9) as i64 - 4).unwrap(),
        9 => {
            let card =
                t.put_object(&map, format!("card {}", draw.below(50)), ObjType::Map).unwrap();
            t.put(&card, "q", "What is a port?").unwrap();
            t.put(&card, "when", ScalarValue::Timestamp(1_772_406_300_000)).unwrap();
            t.put(&card, "q", "And what is a socket?").unwrap();
        }
        10 => {
            let bytes = vec![u8::try_from(draw.below(256)).unwrap(); draw.below(20_000)];
            t.put(&map, "picture", ScalarValue::Bytes(bytes)).unwrap();
        }
        _ => drop_some(t, &map, draw),
    }
    transaction.commit();
}

fn drop_some(transaction: &mut Transaction<'_>, map: &ObjId, draw: &mut Draw) {
    let key = format!("card {}", draw.below(50));
    match transaction.get(map, &key).unwrap() {
        Some((Value::Object(_), card)) if draw.below(2) == 0 => {
            transaction.put(&card, "a", "A number.").unwrap();
        }
        Some(_) => transaction.delete(map, key).unwrap(),
        None => transaction.put(map, key, ScalarValue::Null).unwrap(),
    }
}

/// Two clients of the role write at the same time, now and then, until there are so many changes.
async fn all_is_taken(ledger: &Ledger, role: Role, number: u8, changes: usize) {
    let mut owner = Peer::empty(1);
    begin(&mut owner.copy);
    owner.sync(ledger, &id(number)).await;
    let mut other = Peer::new(&owner.copy, 2, role);
    let mut draw = Draw(u64::from(number) + 1);
    let mut made = 0;
    while made < changes {
        let (mine, theirs) = (1 + draw.below(40), 1 + draw.below(40));
        (0..mine).for_each(|_| change(&mut owner.copy, &mut draw));
        (0..theirs).for_each(|_| change(&mut other.copy, &mut draw));
        made += mine + theirs;
        owner.sync(ledger, &id(number)).await;
        other.sync(ledger, &id(number)).await;
        owner.sync(ledger, &id(number)).await;
    }
    other.assert_same(&owner);
}

fn wanted() -> usize {
    let changes = std::env::var("REBOUND_HONEST_CHANGES").ok();
    changes.and_then(|changes| changes.parse().ok()).unwrap_or(600)
}

#[tokio::test]
async fn nothing_honest_of_one_s_own_account_is_refused() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    // Documents of a few thousand changes, as many as it takes.
    for number in 0..=u8::try_from(wanted() / 2_000).unwrap_or(u8::MAX) {
        all_is_taken(&ledger, Role::Owner, number, wanted().min(2_000)).await;
    }
    ledger.close();
}

#[tokio::test]
async fn nothing_honest_of_a_partner_is_refused_by_a_trial() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    for number in 0..=u8::try_from(wanted() / 2_000).unwrap_or(u8::MAX) {
        all_is_taken(&ledger, Role::Writer, number, wanted().min(2_000)).await;
    }
    ledger.close();
}

/// A change of one's own, or of a partner, reaches another client, and so does what follows it.
async fn arrives(ledger: &Ledger, number: u8, role: Role, write: impl Fn(&mut Transaction<'_>)) {
    let mut owner = Peer::empty(1);
    begin(&mut owner.copy);
    owner.sync(ledger, &id(number)).await;
    let mut writer = Peer::new(&owner.copy, 3, role);
    let mut transaction = writer.copy.transaction();
    write(&mut transaction);
    transaction.commit();
    writer.sync(ledger, &id(number)).await;
    writer.write(1);
    writer.sync(ledger, &id(number)).await;
    let mut fresh = Peer::empty(4);
    fresh.sync(ledger, &id(number)).await;
    fresh.assert_same(&writer);
}

fn paste(transaction: &mut Transaction<'_>) {
    let text = transaction.get(ROOT, "text").unwrap().unwrap().1;
    transaction.splice_text(&text, 0, 0, &"lorem ipsum ".repeat(83_334)).unwrap();
}

fn cards(transaction: &mut Transaction<'_>) {
    let list = transaction.get(ROOT, "list").unwrap().unwrap().1;
    for number in 0..5_000 {
        let card = transaction.insert_object(&list, number, ObjType::Map).unwrap();
        // Strings of a JavaScript client are texts.
        for (key, value) in [("q", format!("Port {number}?")), ("a", "A service.".to_owned())] {
            let text = transaction.put_object(&card, key, ObjType::Text).unwrap();
            transaction.splice_text(&text, 0, 0, &value).unwrap();
        }
        transaction.put(&card, "n", number as i64).unwrap();
    }
}

fn picture(transaction: &mut Transaction<'_>) {
    let bytes = (0..5 * 1024 * 1024_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
    transaction.put(ROOT, "picture", ScalarValue::Bytes(bytes.collect())).unwrap();
}

#[tokio::test]
async fn honest_large_values_a_paste_of_a_million_characters_5_000_cards_and_a_picture_arrive() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    arrives(&ledger, 1, Role::Owner, paste).await;
    arrives(&ledger, 2, Role::Owner, picture).await;
    arrives(&ledger, 3, Role::Owner, cards).await;
    // A partner's are tried, and as good.
    arrives(&ledger, 4, Role::Writer, picture).await;
    ledger.close();
}

#[tokio::test]
async fn honest_large_values_are_read_here_where_there_is_no_warden() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    arrives(&ledger, 1, Role::Owner, picture).await;
    arrives(&ledger, 2, Role::Writer, cards).await;
    ledger.close();
}
