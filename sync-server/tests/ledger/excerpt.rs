//! What is taken away piece by piece is the document.

use automerge::{Automerge, ROOT, ReadDoc};
use rebound_sync_server::auth::grant::Share;
use rebound_sync_server::ledger::Ledger;
use rebound_sync_server::ledger::excerpt::Excerpt;
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open, real};

/// The byte of a chunk that tells its kind, and the kind that is a whole document.
const KIND: usize = 8;
const SNAPSHOT: u8 = 0;

/// All pieces of a document from a position on.
async fn pieces(ledger: &Ledger, mut first: usize) -> Vec<Excerpt> {
    let mut pieces = Vec::new();
    loop {
        let granted = ledger.grant::<Share>(&id(1), ACCOUNT).await.unwrap().unwrap();
        let Some(piece) = ledger.excerpt(granted, first).await.unwrap() else { return pieces };
        assert!(piece.next > first);
        first = piece.next;
        pieces.push(piece);
    }
}

fn assert_is(pieces: &[Excerpt], writer: &Peer) {
    let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes.clone()).collect();
    let loaded = Automerge::load(&bytes).unwrap();
    assert_eq!(loaded.get_heads(), writer.copy.get_heads());
    assert_eq!(loaded.hydrate(None), writer.copy.hydrate(None));
    assert!(loaded.length(ROOT) > 0);
}

#[tokio::test]
async fn the_pieces_of_a_document_load_with_a_snapshot_and_without() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write_noise(12);
    writer.write(600);
    writer.sync(&ledger, &id(1)).await;
    let raw = pieces(&ledger, 0).await;
    assert!(raw.len() > 2 && raw.iter().all(|piece| piece.bytes.len() <= 256 * 1024));
    assert_ne!(raw[0].bytes[KIND], SNAPSHOT);
    assert_is(&raw, &writer);
    ledger.close();

    let ledger = open(directory.path(), real());
    writer.write(600);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    writer.write(5);
    writer.sync(&ledger, &id(1)).await;
    let whole = pieces(&ledger, 0).await;
    assert_eq!(whole[0].bytes[KIND], SNAPSHOT);
    assert_is(&whole, &writer);
    // Who was in the middle when the snapshot was made gets some of it twice, which does no harm.
    let rest = pieces(&ledger, raw[1].next).await;
    assert_eq!(rest[0].bytes[KIND], SNAPSHOT);
    assert_is(&[&raw[..2], &rest].concat(), &writer);
}
