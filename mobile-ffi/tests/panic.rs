//! A panic inside is an error, and costs nothing that was recorded.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rebound_core::account::secret_store::{SecretStore, SecretStoreError};
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::base::units::Minutes;
use rebound_core::crossing::error::ReboundError;
use rebound_core::facts::FactBody;
use rebound_core::facts::study::{Activity, StudySession};
use rebound_mobile::rebound::Rebound;
use rebound_mobile::sync::{SyncEnd, SyncState};

#[derive(Debug, Default)]
struct InMemory(Mutex<BTreeMap<String, Vec<u8>>>);

impl SecretStore for InMemory {
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Ok(self.0.lock().unwrap().get(&name).cloned())
    }

    fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        self.0.lock().unwrap().insert(name, secret);
        Ok(())
    }

    fn delete(&self, name: String) -> Result<(), SecretStoreError> {
        self.0.lock().unwrap().remove(&name);
        Ok(())
    }
}

#[test]
fn after_a_panic_the_device_is_paused_and_resumes_with_all_that_was_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("device.db").to_str().unwrap().to_owned();
    let device = Rebound::open(path, Arc::new(InMemory::default()), vec![1; 32]).unwrap();
    let kept = device.record(session(), now()).unwrap();
    let link = device.connect(now(), None).unwrap();

    let Err(ReboundError::Bug { reason }) = device.panic_in_record(session(), now()) else {
        panic!("a panic is a bug");
    };
    assert_eq!(reason, "on purpose, with a fact half recorded");
    assert_eq!(device.facts(), Err(ReboundError::paused()));
    let ended = SyncState::Ended { end: SyncEnd::Lost };
    assert_eq!(link.poll().unwrap().state, ended);

    device.resume(vec![2; 32]).unwrap();
    let ids: Vec<_> = device.facts().unwrap().into_iter().map(|fact| fact.id).collect();
    assert_eq!(ids, [kept]);
    device.record(session(), now()).unwrap();
    assert_eq!(device.facts().unwrap().len(), 2);
    assert_eq!(link.poll().unwrap().state, ended);
}

fn session() -> FactBody {
    let exam = "SY0-701".parse().unwrap();
    let study_session = StudySession::new(exam, Minutes::new(25), Activity::Reading);
    FactBody::StudySession(study_session)
}

fn now() -> Now {
    Now { utc_ms: UtcMillis(1_772_445_600_000), zone: Zone::UTC, boot_ms: 0 }
}
