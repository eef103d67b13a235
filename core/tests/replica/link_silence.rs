//! Answers that are lost, never come or do not help: nothing waits for ever, and nobody calls it up to
//! date.

use rebound_core::base::time::Monotonic;
use rebound_core::replica::link::Progress;

use crate::double::{Manner, Server};
use crate::post::{Post, document};

/// More than all waits for one answer together.
const LONG_MS: u64 = 120_000;

#[test]
fn an_answer_that_is_lost_is_asked_for_again() {
    for manner in Manner::ALL {
        for old in [false, true] {
            let mut post = Post::new(Server::with(manner));
            let phone = post.add([]);
            if old {
                post.record(phone, document(0));
                post.talk();
                post.reconnect(phone);
            }
            post.desks[phone].held = true;
            post.record(phone, document(0));
            post.talk();
            assert!(!post.desks[phone].down.is_empty());
            post.desks[phone].down.clear();
            post.desks[phone].held = false;
            post.record(phone, document(0));
            post.wait_ms(15_000);
            assert_eq!(post.progress(phone), Progress::UpToDate, "{manner:?}, {old}");
            post.assert_equal(phone);
        }
    }
}

#[test]
fn a_message_that_is_lost_is_sent_again() {
    for manner in Manner::ALL {
        for lost in 1..=3 {
            let mut post = Post::new(Server::with(manner));
            let phone = post.add([]);
            post.talk();
            post.record(phone, document(0));
            // The frame is lost that comes after as many others.
            for _ in 1..lost {
                post.deliver_up(phone);
                post.talk_down(phone);
                post.record(phone, document(0));
            }
            post.desks[phone].up.clear();
            post.wait_ms(50_000);
            post.assert_equal(phone);
        }
    }
}

#[test]
fn a_document_about_which_the_server_is_silent_holds_up_no_other_and_is_told() {
    let mut server = Server::default();
    server.silent.insert(document(7));
    let mut post = Post::new(server);
    let phone = post.add([]);
    let own: usize = (0..30).map(|number| post.record(phone, document(number))).sum();
    post.talk();
    assert_eq!(post.progress(phone), Progress::Exchanging(1));
    for number in (0..30).filter(|number| *number != 7) {
        assert_eq!(post.server.heads(&document(number)), post.heads(phone, document(number)));
    }
    post.wait_ms(LONG_MS);
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
    assert_eq!(post.pending(phone), 1);
    // The others go on as before, and a change tries again.
    post.record(phone, document(8));
    post.talk();
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
    post.server.silent.clear();
    post.record(phone, document(7));
    assert_eq!(post.progress(phone), Progress::Exchanging(1));
    post.talk();
    post.assert_equal(phone);
    assert!(post.desks[phone].sent.bytes < own * 4);
}

#[test]
fn a_touch_ends_the_giving_up_as_well() {
    let mut server = Server::default();
    server.silent.insert(document(0));
    let mut post = Post::new(server);
    let phone = post.add([]);
    post.record(phone, document(0));
    post.wait_ms(LONG_MS);
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
    post.server.silent.clear();
    post.touch(phone, document(0));
    post.talk();
    post.assert_equal(phone);
}

#[test]
fn changes_that_the_server_does_not_take_are_never_up_to_date_and_seldom_sent() {
    for manner in Manner::ALL {
        for known in [false, true] {
            let mut post = Post::new(Server::with(manner));
            let phone = post.add([]);
            if known {
                post.record(phone, document(0));
                post.talk();
                post.assert_equal(phone);
            }
            post.server.closed.insert(document(0));
            let before = post.desks[phone].sent.bytes;
            let own: usize = (0..50).map(|_| post.record(phone, document(0))).sum();
            post.talk();
            assert_eq!(post.progress(phone), Progress::Exchanging(1), "{manner:?}, {known}");
            post.wait_ms(LONG_MS);
            assert_eq!(post.progress(phone), Progress::GivenUp(1), "{manner:?}, {known}");
            assert_eq!(post.pending(phone), 1);
            let sent = post.desks[phone].sent.bytes - before;
            println!("{manner:?}, {known}: {sent} for {own}");
            assert!(sent < own * 3 + 5_000, "{manner:?}, {known}: {sent} for {own}");
            post.wait_ms(10 * LONG_MS);
            assert_eq!(post.desks[phone].sent.bytes - before, sent, "it talks on");
        }
    }
}

#[test]
fn a_document_that_leads_to_a_fault_is_given_up_alone_until_it_changes() {
    let mut post = Post::default();
    let (phone, laptop) = (post.add([document(0), document(1)]), post.add([]));
    post.desks[phone].copies.faulty.insert(document(0));
    post.record(laptop, document(0));
    post.record(laptop, document(1));
    post.talk();
    post.reconnect(phone);
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
    assert_eq!(post.heads(phone, document(1)), post.heads(laptop, document(1)));
    post.record(laptop, document(0));
    post.talk();
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
    post.desks[phone].copies.faulty.clear();
    post.record(phone, document(0));
    post.talk();
    post.assert_equal(phone);
}

#[test]
fn a_wait_that_a_touch_began_gets_its_end_when_the_time_is_told() {
    let mut post = Post::default();
    let phone = post.add([]);
    post.talk();
    post.now_ms += 20_000;
    post.record(phone, document(0));
    let at = post.desks[phone].link.next_timeout().unwrap();
    assert!(at.0 <= post.now_ms, "the link wants to be told the time");
    let frames = post.desks[phone].sent.frames;
    let desk = &mut post.desks[phone];
    desk.link.handle_timeout(Monotonic(post.now_ms), &mut desk.copies);
    assert_eq!(desk.link.next_timeout().unwrap().0, post.now_ms + 10_000);
    assert!(desk.link.poll_output().is_none());
    assert_eq!(post.desks[phone].sent.frames, frames);
}
