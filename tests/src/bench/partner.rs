//! Two accounts that share documents: how fast what one edits is with the other, where it is tried first.

use std::sync::Arc;
use std::time::Duration;

use rebound_core::replica::document_id::DocumentId;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::bench::Fallible;
use crate::bench::chain::Chain;
use crate::bench::client::BenchClient;
use crate::bench::figures::Figures;
use crate::bench::live::{Pair, expired};
use crate::bench::many::Crowd;
use crate::bench::process::cpu_seconds;
use crate::bench::server::Server;
use crate::client::{Registered, register};

/// Edits a second, of all documents together.
pub const EDITS_PER_SECOND: u32 = 500;

/// No set-up of a document takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editor {
    /// Who owns the documents.
    Owner,
    /// Who may write in them: each edit is tried before it is acknowledged and passed on.
    Partner,
}

/// What is shared and by whom edited.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The owner's changes.
    pub own: Arc<Chain>,
    /// The partner's.
    pub partners: Arc<Chain>,
    /// How many documents.
    pub documents: u32,
    /// How many changes each holds before.
    pub size: usize,
    /// Who edits.
    pub editor: Editor,
    /// For how long.
    pub time: Duration,
}

/// Measures edits at a rate of 500 a second.
///
/// # Errors
///
/// What did not finish, and when.
pub async fn measure(server: &Arc<Server>, shared: &Shared, figures: &mut Figures) -> Fallible<()> {
    let partner = register(&server.address(), 1).await;
    let (mut crowd, (told, mut tells)) = (Crowd::new(), mpsc::unbounded_channel());
    for number in 0..shared.documents {
        let (server, shared, partner) = (Arc::clone(server), shared.clone(), partner.clone());
        let told = told.clone();
        crowd.add(|gate| async move {
            let turn = gate.connecting.acquire().await?;
            let mut pair = open(&server, &shared, &partner, number).await?;
            drop(turn);
            gate.ready.send(())?;
            let mut go = gate.go;
            go.wait_for(|go| *go).await?;
            // One after the other, not all at the same moment.
            let pace = Duration::from_secs(1) * shared.documents / EDITS_PER_SECOND;
            let (start, part) = (Instant::now(), pace * number / shared.documents);
            expired(start + part).await;
            let ((), latencies) = pair.paced(pace, expired(start + shared.time)).await?;
            Ok(told.send(latencies)?)
        });
    }
    crowd.ready(shared.documents as usize).await?;
    let cpu = cpu_seconds(server.pid());
    crowd.go.send_replace(true);
    crowd.finish().await?;
    drop(told);
    let mut latencies = Vec::new();
    while let Some(of_one) = tells.recv().await {
        latencies.extend(of_one);
    }
    let from = match shared.editor {
        Editor::Owner => "owner → partner",
        Editor::Partner => "partner → owner",
    };
    let (documents, size) = (shared.documents, shared.size);
    let name = format!("{EDITS_PER_SECOND} edits/s, documents of {size}: {documents}, {from}");
    let each = (cpu_seconds(server.pid()) - cpu) * 1_000.0 / latencies.len().max(1) as f64;
    figures.add_latencies(server.peer, &name, latencies);
    figures.add(server.peer, &format!("{name}: CPU per edit"), "ms", each);
    Ok(())
}

/// The two and a document of the owner's that the partner may write.
async fn open(
    server: &Server,
    shared: &Shared,
    partner: &Registered,
    number: u32,
) -> Fallible<Pair> {
    let document = document(number);
    let mut owner = BenchClient::join(server, &format!("owner-{number}"), PATIENCE).await?;
    owner.upload(document, &shared.own, (0, shared.size)).await?;
    server.let_write(partner, document).await?;
    let credential = Some(partner.credential.as_str());
    let name = format!("partner-{number}");
    let mut partner = BenchClient::join_as(server, credential, &name, PATIENCE).await?;
    partner.open(document, &shared.own, shared.size).await?;
    Ok(match shared.editor {
        Editor::Owner => Pair::of((owner, partner), document, &shared.own, shared.size),
        Editor::Partner => Pair::of((partner, owner), document, &shared.partners, 0),
    })
}

fn document(number: u32) -> DocumentId {
    let mut bytes = [0x2b; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    DocumentId::from_random(bytes)
}
