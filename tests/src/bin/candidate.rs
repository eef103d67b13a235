//! A candidate's device for the tests with other implementations: it syncs once, and tells all that it has.
//!
//! `candidate ADDRESS CREDENTIAL NUMBER [FACTS]` opens a new device of that number. With FACTS, a file in the open form,
//! it takes them over, records an answer and shares its progress with `sam`. Then it syncs with the server and prints one line of
//! JSON: `key` (the account key as text), `documents` (their ids), `facts` in the open form, and the `invitation` of `sam`.

use std::error::Error;
use std::fs;

use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::key::AccountKey;
use rebound_tests::client::{Client, answer};
use serde_json::{Value, json};
use tempfile::TempDir;

const KEY: [u8; 32] = [7; 32];

/// 1 March 2027: none of the facts lies in the future.
const NOW: Now = Now { utc_ms: UtcMillis(1_803_859_200_000), zone: Zone::UTC, boot_ms: 0 };

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (address, credential, number, facts) = match words.as_slice() {
        [address, credential, number] => (address, credential, number, None),
        [address, credential, number, facts] => (address, credential, number, Some(facts)),
        _ => return Err("usage: candidate ADDRESS CREDENTIAL NUMBER [FACTS]".into()),
    };
    let folder = TempDir::new()?;
    let mut client = Client::open(folder.path(), number.parse()?, KEY);
    let mut invitation = None;
    if let Some(path) = facts {
        client.device.import_json(path, &fs::read_to_string(path)?)?;
        client.device.record(answer(), NOW)?;
        let shared = client.device.share_progress("sam".parse()?, NOW)?;
        invitation = Some(shared.to_text().to_string());
    }
    client.connect(address, credential).await;
    client.sync().await;
    client.disconnect().await;
    let exported: Value = serde_json::from_str(&client.device.export()?)?;
    let documents: Vec<String> = client.rounds.keys().map(ToString::to_string).collect();
    let key = AccountKey::from_bytes(KEY).to_text();
    let facts = &exported["facts"];
    let told =
        json!({"key": *key, "documents": documents, "facts": facts, "invitation": invitation});
    println!("{told}");
    Ok(())
}
