//! What every store does, whatever it is made of: SQLite, and a double in memory that can fail.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod documents;
mod failing;
mod memory;
mod people;
mod spaces;

use std::sync::Arc;

use rebound_sync_server::auth::people::People;
use rebound_sync_server::ledger::storage::Storage;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use tempfile::{TempDir, tempdir};

use crate::memory::Memory;

/// A store of documents and of people, with what it lies in.
struct Store {
    documents: Arc<dyn Storage>,
    people: Arc<dyn People>,
    _folder: Option<TempDir>,
}

fn sqlite() -> Store {
    let folder = tempdir().unwrap();
    let documents = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    let people = Arc::new(documents.people().unwrap());
    Store { documents: Arc::new(documents), people, _folder: Some(folder) }
}

fn memory() -> Store {
    let memory = Arc::new(Memory::default());
    Store { documents: memory.clone(), people: memory, _folder: None }
}

/// Every case as a test of every store.
macro_rules! conforms {
    ($($cases:ident: $($case:ident),+;)+) => {
        mod of_sqlite {
            $($(#[test] fn $case() { crate::$cases::$case(&crate::sqlite()); })+)+
        }
        mod of_memory {
            $($(#[test] fn $case() { crate::$cases::$case(&crate::memory()); })+)+
        }
    };
}

conforms! {
    documents:
        a_document_that_nobody_created_is_not_there,
        of_two_who_create_a_document_the_first_owns_it,
        a_document_without_a_change_can_be_taken_over_and_one_with_a_change_cannot,
        an_empty_document_takes_position_0_and_changes_come_back_whole,
        the_same_append_again_is_behind_and_changes_nothing,
        a_batch_with_one_loser_stores_all_others,
        appends_of_one_document_follow_each_other_in_a_batch,
        eight_writers_of_one_document_leave_no_gap_and_nothing_twice,
        what_is_read_is_what_was_wanted_and_what_is_not_there_is_damage,
        a_snapshot_is_replaced_from_the_expected_one_alone,
        only_covered_changes_are_pruned,
        a_writer_that_slept_through_a_snapshot_is_behind,
        what_is_set_aside_is_kept_apart_and_the_rest_moves_together,
        an_account_holds_what_its_documents_take_as_they_are_stored,
        the_tail_leaves_nothing_out_and_refuses_another_life;
    people:
        a_device_id_is_its_accounts_own_and_can_be_used_again_once_it_is_revoked,
        an_account_has_so_many_devices_and_a_revoked_one_makes_room,
        nobody_revokes_anothers_device,
        what_a_device_is_called_and_a_recovery_code_are_kept,
        a_wrapped_key_goes_with_its_recovery_code_which_is_one_accounts,
        an_account_that_is_removed_leaves_nothing,
        an_invite_is_claimed_by_one_account_before_it_is_over,
        a_document_that_is_deleted_leaves_nothing_and_its_number_is_nobodys,
        roles_are_set_and_taken_back_and_the_ledger_sees_them,
        a_role_for_a_document_that_does_not_exist_is_not_kept;
    spaces:
        a_member_is_the_same_to_all_that_is_in_a_space_or_comes_into_it,
        a_role_in_a_document_itself_goes_before_that_of_its_space,
        a_space_shares_nothing_that_its_owner_does_not_own,
        a_document_is_in_one_space_at_most_and_an_account_has_so_many,
        a_space_that_ends_leaves_its_documents_and_nothing_else,
        the_feed_names_what_has_changed_since_and_nothing_that_one_may_not_read;
}
