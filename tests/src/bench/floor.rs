//! The floor: a server without rules, for what no server over this wire can do without.
//!
//! One thread reads a message, writes it over an old one in a file of fixed size, waits for the disk,
//! acknowledges it, and passes it on as it came. There is no database, no credential, no document, no
//! second thread. Two clients and one document at a time.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::Ipv4Addr;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use automerge::ChangeHash;
use automerge::sync::{BloomFilter, ChunkList, Have, Message, MessageVersion};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio_tungstenite::tungstenite::protocol::{Message as Packet, WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};

use crate::bench::Fallible;

/// The file keeps its size, so that waiting for the disk is waiting for data alone.
const FILE_BYTES: usize = 4 * 1024 * 1024;

/// Where the next message is written; a longer one than this is cut.
const SLOT_BYTES: usize = 4 * 1024;

struct Floor {
    file: File,
    written: usize,
    heads: Vec<ChangeHash>,
    sinks: BTreeMap<usize, SplitSink<WebSocketStream<TcpStream>, Packet>>,
}

/// Serves on a port of loopback until the process ends.
///
/// # Errors
///
/// The port or the folder cannot be used.
pub fn serve(port: u16, folder: &Path) -> Fallible<()> {
    let file = File::create(folder.join("floor"))?;
    file.write_all_at(&vec![0; FILE_BYTES], 0)?;
    file.sync_all()?;
    let floor = Floor { file, written: 0, heads: Vec::new(), sinks: BTreeMap::new() };
    let floor = Arc::new(Mutex::new(floor));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        for number in 0.. {
            let (tcp, _) = listener.accept().await?;
            tcp.set_nodelay(true)?;
            tokio::spawn(connection(floor.clone(), number, tcp));
        }
        Ok(())
    })
}

async fn connection(floor: Arc<Mutex<Floor>>, number: usize, tcp: TcpStream) -> Fallible<()> {
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0);
    let (sink, mut packets) = accept_async_with_config(tcp, Some(config)).await?.split();
    floor.lock().await.sinks.insert(number, sink);
    let mut greeted = false;
    while let Some(packet) = packets.next().await {
        let Packet::Binary(bytes) = packet? else { continue };
        let mut floor = floor.lock().await;
        match Frame::decode(&bytes, &WireLimits::default())? {
            Frame::Join { sender, .. } => floor.welcome(number, sender).await?,
            Frame::Sync { sender, document, data, .. } => {
                let message = Message::decode(&data)?;
                if !message.changes.is_empty() {
                    floor.store(&data)?;
                    floor.heads = message.heads;
                    floor.acknowledge(number, &sender, document).await?;
                    floor.pass_on(number, &bytes).await?;
                } else if !greeted {
                    floor.acknowledge(number, &sender, document).await?;
                }
                greeted = true;
            }
            _ => {}
        }
    }
    floor.lock().await.sinks.remove(&number);
    Ok(())
}

impl Floor {
    async fn welcome(&mut self, number: usize, target: PeerId) -> Fallible<()> {
        let (sender, metadata) = (PeerId::new("floor")?, PeerMetadata::default());
        let selected_version = "1".to_owned();
        let frame = Frame::Peer { sender, target, metadata, selected_version };
        self.send(number, frame.encode()).await
    }

    fn store(&mut self, data: &[u8]) -> Fallible<()> {
        let data = &data[..data.len().min(SLOT_BYTES)];
        self.file.write_all_at(data, (self.written % FILE_BYTES) as u64)?;
        self.written += SLOT_BYTES;
        Ok(self.file.sync_data()?)
    }

    async fn acknowledge(
        &mut self,
        number: usize,
        peer: &PeerId,
        document: DocumentId,
    ) -> Fallible<()> {
        let have = Have { last_sync: self.heads.clone(), bloom: BloomFilter::default() };
        let (heads, need, changes) = (self.heads.clone(), Vec::new(), ChunkList::empty());
        let version = MessageVersion::V1;
        let data =
            Message { heads, need, have: vec![have], changes, flags: None, version }.encode();
        let (kind, sender, target) = (SyncKind::Sync, PeerId::new("floor")?, peer.clone());
        self.send(number, Frame::Sync { kind, sender, target, document, data }.encode()).await
    }

    async fn pass_on(&mut self, from: usize, frame: &[u8]) -> Fallible<()> {
        let others: Vec<usize> =
            self.sinks.keys().copied().filter(|number| *number != from).collect();
        for number in others {
            self.send(number, frame.to_vec()).await?;
        }
        Ok(())
    }

    async fn send(&mut self, number: usize, frame: Vec<u8>) -> Fallible<()> {
        match self.sinks.get_mut(&number) {
            Some(sink) => Ok(sink.send(Packet::Binary(frame.into())).await?),
            None => Ok(()),
        }
    }
}
