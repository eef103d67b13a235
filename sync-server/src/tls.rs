//! TLS of the server's own: a certificate and its key from two files, read again when they change.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{Error, ServerConfig};

use crate::certificate::{Validity, validity};

/// Where the certificate and its key lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those that it was signed with, in PEM.
    pub certificate: PathBuf,
    /// The private key, in PEM.
    pub key: PathBuf,
}

/// The two files cannot be served with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{path}: {why}")]
    File {
        /// Which one.
        path: String,
        /// What is wrong with it; nothing of what is in it.
        why: String,
    },
    /// They do not fit each other, or the key is of a kind that is not known here.
    #[error("certificate and key: {0}")]
    Pair(#[from] Error),
}

/// A certificate to serve with, which may be another a moment later.
#[derive(Debug)]
pub(crate) struct Tls {
    files: TlsFiles,
    current: Mutex<Current>,
}

struct Current {
    acceptor: TlsAcceptor,
    validity: Option<Validity>,
    changed: [Option<SystemTime>; 2],
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").field("validity", &self.validity).finish_non_exhaustive()
    }
}

/// What became of a look at the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reload {
    /// They are as they were.
    Same,
    /// From now on the new ones are served.
    Done,
}

impl TlsFiles {
    /// Reads both files: how to serve with them, and from when until when the certificate holds.
    ///
    /// # Errors
    ///
    /// [`TlsError`] names the file, and says nothing of what is in it.
    pub fn read(&self) -> Result<(Arc<ServerConfig>, Option<Validity>), TlsError> {
        let unusable =
            |path: &PathBuf, why: String| TlsError::File { path: path.display().to_string(), why };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unusable(&self.certificate, error.to_string()))?;
        let Some(first) = chain.first() else {
            return Err(unusable(&self.certificate, "there is no certificate in it".to_owned()));
        };
        let validity = validity(first);
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| unusable(&self.key, error.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok((Arc::new(config), validity))
    }

    /// When each of them was changed last; `None` if it is not there.
    fn changed(&self) -> [Option<SystemTime>; 2] {
        let of = |path: &PathBuf| -> io::Result<SystemTime> { std::fs::metadata(path)?.modified() };
        [of(&self.certificate).ok(), of(&self.key).ok()]
    }
}

impl Tls {
    /// Reads the files.
    pub(crate) fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let changed = files.changed();
        let (config, validity) = files.read()?;
        let current = Current { acceptor: TlsAcceptor::from(config), validity, changed };
        Ok(Self { files, current: Mutex::new(current) })
    }

    /// Who shakes hands with a client now.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.lock().acceptor.clone()
    }

    /// How long the certificate holds, if that can be read from it.
    pub(crate) fn validity(&self) -> Option<Validity> {
        self.lock().validity
    }

    /// Reads the files again if they have changed.
    ///
    /// # Errors
    ///
    /// [`TlsError`]: what was served goes on being served, and the next look tries again.
    pub(crate) fn reload(&self) -> Result<Reload, TlsError> {
        let changed = self.files.changed();
        if changed == self.lock().changed {
            return Ok(Reload::Same);
        }
        let (config, validity) = self.files.read()?;
        *self.lock() = Current { acceptor: TlsAcceptor::from(config), validity, changed };
        Ok(Reload::Done)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
