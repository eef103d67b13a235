//! Servers that forget, go back, repeat themselves or speak of what nobody asked for.

use std::collections::VecDeque;

use proptest::prelude::*;
use rebound_core::replica::link::{Input, Progress};

use crate::double::{Manner, Server};
use crate::post::{Post, document};

#[test]
fn a_server_that_lost_its_disk_gets_everything_back_and_until_then_it_is_pending() {
    for manner in Manner::ALL {
        let mut post = Post::new(Server::with(manner));
        let phone = post.add([]);
        for number in 0..5 {
            post.record(phone, document(number));
            post.record(phone, document(number));
        }
        post.talk();
        post.assert_equal(phone);
        post.server = Server::with(manner);
        post.reconnect(phone);
        post.wait_ms(100);
        post.assert_equal(phone);
        // The link breaks when the server has said what it lacks: that is not forgotten.
        post.server = Server::with(manner);
        post.desks[phone].held = true;
        post.reconnect(phone);
        post.desks[phone].held = false;
        post.talk_down(phone);
        while post.deliver_up(phone) {}
        post.talk_down(phone);
        assert_eq!(post.pending(phone), 5, "{manner:?}");
        post.reconnect(phone);
        post.assert_equal(phone);
    }
}

#[test]
fn a_server_that_went_back_to_a_backup_gets_what_it_lost() {
    for manner in Manner::ALL {
        let mut post = Post::new(Server::with(manner));
        let phone = post.add([]);
        post.record(phone, document(0));
        post.talk();
        let backup = post.server.clone();
        for _ in 0..10 {
            post.record(phone, document(0));
            post.talk();
        }
        post.assert_equal(phone);
        post.server = backup;
        post.reconnect(phone);
        post.wait_ms(100);
        post.assert_equal(phone);
    }
}

#[test]
fn a_server_that_forgets_over_and_over_is_not_told_everything_over_and_over() {
    let mut post = Post::default();
    let phone = post.add([]);
    let own: usize = (0..100).map(|_| post.record(phone, document(0))).sum();
    post.talk();
    post.assert_equal(phone);
    let before = post.desks[phone].sent.bytes;
    for _ in 0..1_000 {
        let frame = post.server.unavailable(phone, document(0));
        post.input(phone, Input::Frame(&frame));
        post.talk();
    }
    let sent = post.desks[phone].sent.bytes - before;
    assert!(sent < own * 6, "{sent} for {own}");
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
}

#[test]
fn frames_about_unknown_documents_are_passed_over() {
    let mut post = Post::default();
    let phone = post.add([]);
    post.record(phone, document(0));
    post.talk();
    let frames = post.desks[phone].sent.frames;
    let nothing = vec![0x42, 0, 0, 1, 0, 0, 0];
    for frame in [
        post.server.unavailable(phone, document(1)),
        post.server.frame(phone, document(1), nothing),
    ] {
        post.input(phone, Input::Frame(&frame));
    }
    assert_eq!(post.desks[phone].sent.frames, frames);
    post.assert_equal(phone);
}

#[test]
fn ten_thousand_documents_that_are_equal_are_never_opened() {
    let mut post = Post::default();
    let phone = post.add([]);
    (0..10_000).for_each(|number| _ = post.record(phone, document(number)));
    post.talk();
    post.assert_equal(phone);
    let opened = post.desks[phone].copies.opened;
    post.reconnect(phone);
    post.assert_equal(phone);
    assert_eq!(post.desks[phone].copies.opened, opened);
    assert!(post.desks[phone].sent.bytes < 10_000 * 300);
    // Nor are they when the server is slow: they are only announced once more.
    post.desks[phone].held = true;
    post.reconnect(phone);
    post.desks[phone].held = false;
    let down = std::mem::take(&mut post.desks[phone].down);
    post.server.silent = (0..10_000).map(document).collect();
    for frame in down.iter().take(1) {
        post.input(phone, Input::Frame(frame));
    }
    post.wait_ms(15_000);
    assert_eq!(post.desks[phone].copies.opened, opened);
    assert_eq!(post.progress(phone), Progress::Exchanging(10_000));
    post.server.silent.clear();
    post.wait_ms(60_000);
    post.assert_equal(phone);
}

/// What happens to the next frame of a direction.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Arrives,
    IsLost,
    ArrivesTwice,
    IsOvertaken,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Record { desk: usize, document: u16 },
    Up { desk: usize, fate: Fate },
    Down { desk: usize, fate: Fate },
    Wait { ms: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![
        8 => Just(Fate::Arrives),
        1 => Just(Fate::IsLost),
        1 => Just(Fate::ArrivesTwice),
        1 => Just(Fate::IsOvertaken),
    ];
    let step = prop_oneof![
        3 => (0..2_usize, 0..3_u16).prop_map(|(desk, document)| Step::Record { desk, document }),
        4 => (0..2_usize, fate.clone()).prop_map(|(desk, fate)| Step::Up { desk, fate }),
        4 => (0..2_usize, fate).prop_map(|(desk, fate)| Step::Down { desk, fate }),
        1 => (0..15_000_u64).prop_map(|ms| Step::Wait { ms }),
    ];
    prop::collection::vec(step, 0..120)
}

fn befall(queue: &mut VecDeque<Vec<u8>>, fate: Fate) {
    match fate {
        Fate::Arrives => {}
        Fate::IsLost => _ = queue.pop_front(),
        Fate::ArrivesTwice => queue.extend(queue.front().cloned()),
        Fate::IsOvertaken if queue.len() > 1 => queue.swap(0, 1),
        Fate::IsOvertaken => {}
    }
}

proptest! {
    #[test]
    fn after_any_losses_repeats_and_changes_of_order_all_arrives_on_the_same_link(
        steps in steps(), merger in any::<bool>(),
    ) {
        let manner = if merger { Manner::Merger } else { Manner::Ledger };
        let mut post = Post::new(Server::with(manner));
        let known = [0, 1, 2].map(document);
        for _ in 0..2 {
            post.add(known);
        }
        post.talk();
        for step in steps {
            match step {
                Step::Record { desk, document: number } => {
                    post.record(desk, document(number));
                }
                Step::Up { desk, fate } => {
                    befall(&mut post.desks[desk].up, fate);
                    post.deliver_up(desk);
                }
                Step::Down { desk, fate } => {
                    befall(&mut post.desks[desk].down, fate);
                    post.deliver(desk);
                }
                Step::Wait { ms } => post.wait_quietly_ms(ms),
            }
        }
        post.wait_ms(400_000);
        for desk in 0..2 {
            // Whoever was given up in the bad hours is taken up by a change.
            known.iter().for_each(|id| post.touch(desk, *id));
        }
        post.wait_ms(400_000);
        for desk in 0..2 {
            // What a server says of its own accord and loses, nobody can know of.
            prop_assert_eq!(post.progress(desk), Progress::UpToDate);
            prop_assert_eq!(post.pending(desk), 0);
            for id in known {
                prop_assert!(post.server.has(&id, &post.heads(desk, id)));
            }
        }
        for desk in 0..2 {
            post.reconnect(desk);
            post.wait_ms(10_000);
        }
        for desk in 0..2 {
            post.assert_equal(desk);
        }
    }
}
