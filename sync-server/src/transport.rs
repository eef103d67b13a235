//! One connection's bytes: over TCP or TLS, counted, and ended so that the last word arrives.
//!
//! A socket that is closed while its peer still sends is reset, and the peer loses what was said to it last:
//! why it was ended. So a connection that is dropped first closes its sending side, and what the peer has
//! on its way is read and thrown away, for a while.

pub(crate) mod allowance;
pub(crate) mod frames;
pub(crate) mod meter;

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use crate::transport::frames::Frames;
use crate::transport::meter::Meter;
use crate::visitors::Visit;

/// How long a peer's last bytes are waited for.
const LINGER_MAX: Duration = Duration::from_secs(5);

/// How many of a peer's last bytes are read: a frame on its way, and the next one.
const LINGER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Connections whose last bytes are waited for at once; more are reset.
pub(crate) const LINGERING_MAX: usize = 256;

/// What carries the bytes.
#[derive(Debug)]
pub(crate) enum Stream {
    /// As they are.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection that is over, except for its peer's last bytes.
#[derive(Debug)]
pub(crate) struct Leaving {
    stream: Stream,
    visit: Arc<Visit>,
}

/// One connection's bytes.
#[derive(Debug)]
pub(crate) struct Transport {
    /// `None` once it is dropped.
    stream: Option<Stream>,
    visit: Arc<Visit>,
    meter: Arc<Meter>,
    frames: Frames,
    lingering: Sender<Leaving>,
    /// Whether the peer has nothing more to say.
    ended: bool,
}

impl Transport {
    /// The bytes of a stream. Dropped, it goes to `lingering`.
    pub(crate) fn new(
        stream: Stream,
        visit: Arc<Visit>,
        meter: Arc<Meter>,
        lingering: Sender<Leaving>,
    ) -> Self {
        let (stream, frames) = (Some(stream), Frames::default());
        Self { stream, visit, meter, frames, lingering, ended: false }
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        // One that has to make room makes it at once.
        if let Some(stream) =
            self.stream.take().filter(|_| !self.ended && !self.visit.is_displaced())
        {
            // Where too many linger already, or the server has ended, it is reset.
            drop(self.lingering.try_send(Leaving { stream, visit: Arc::clone(&self.visit) }));
        }
    }
}

impl Leaving {
    /// Closes the sending side and reads what the peer has on its way, for a while.
    pub(crate) async fn linger(self) {
        let Self { mut stream, visit } = self;
        let drain = async {
            stream.shutdown().await?;
            let (mut scratch, mut bytes) = ([0; 8 * 1024], 0);
            while bytes < LINGER_BYTES_MAX {
                match stream.read(&mut scratch).await? {
                    0 => break,
                    read => bytes += read,
                }
            }
            io::Result::Ok(())
        };
        tokio::select! {
            drained = timeout(LINGER_MAX, drain) => drop(drained),
            () = visit.has_to_leave() => {}
        }
    }
}

impl AsyncRead for Transport {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, meter, frames, ended, .. } = self.get_mut();
        let Some(stream) = stream else { return Poll::Ready(Ok(())) };
        let before = buf.filled().len();
        if let Some(receiver) = meter.receiver() {
            ready!(frames.poll_read(stream, receiver, cx, buf))?;
        } else {
            ready!(Pin::new(&mut *stream).poll_read(cx, buf))?;
            meter.note_head(buf.filled().get(before..).unwrap_or_default());
        }
        let read = buf.filled().len() - before;
        *ended = read == 0 && buf.remaining() > 0;
        meter.note_received(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Transport {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { stream, meter, .. } = self.get_mut();
        let Some(stream) = stream else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        let written = ready!(Pin::new(stream).poll_write(cx, bytes))?;
        meter.note_sent(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(stream) = &mut self.get_mut().stream else { return Poll::Ready(Ok(())) };
        Pin::new(stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(stream) = &mut self.get_mut().stream else { return Poll::Ready(Ok(())) };
        Pin::new(stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(&mut **stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(&mut **stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(&mut **stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(&mut **stream).poll_shutdown(cx),
        }
    }
}
