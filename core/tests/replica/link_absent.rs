//! Documents that the server does not have yet: asked for again, and told apart from what is up to date.

use rebound_core::replica::link::Progress;

use crate::double::{Manner, Server};
use crate::post::{Post, document};

const MINUTE_MS: u64 = 60_000;

#[test]
fn what_another_device_sends_later_arrives_without_a_new_connection() {
    for later_ms in [100, 10_000, 5 * MINUTE_MS, 60 * MINUTE_MS] {
        let mut post = Post::default();
        // Both are signed in while there is nothing; then the report goes into the phone.
        let (phone, laptop) = (post.add([document(0)]), post.add([document(0)]));
        post.wait_ms(later_ms);
        post.record(phone, document(0));
        post.talk();
        post.assert_equal(phone);
        post.wait_ms(3_000.max(later_ms / 3));
        assert_eq!(post.heads(laptop, document(0)), post.heads(phone, document(0)), "{later_ms}");
        post.assert_equal(laptop);
    }
}

#[test]
fn one_device_with_nothing_anywhere_is_up_to_date_after_some_seconds_and_asks_seldom() {
    let mut post = Post::default();
    let phone = post.add([document(0)]);
    post.wait_ms(1_500);
    assert_eq!(post.progress(phone), Progress::Exchanging(1), "it is still being asked for");
    post.wait_ms(1_500);
    assert_eq!(post.progress(phone), Progress::UpToDate);
    let frames = post.desks[phone].sent.frames;
    for _ in 0..240 {
        post.wait_ms(MINUTE_MS / 4);
        assert_eq!(post.progress(phone), Progress::UpToDate, "and stays so while it asks");
    }
    assert!(post.desks[phone].sent.frames - frames < 40, "an hour");
    post.wait_ms(24 * 60 * MINUTE_MS);
    let frames = post.desks[phone].sent.frames;
    assert!(frames <= 102, "{frames}");
    post.wait_ms(24 * 60 * MINUTE_MS);
    assert_eq!(post.desks[phone].sent.frames, frames);
    // The first record ends it.
    post.record(phone, document(0));
    post.talk();
    post.assert_equal(phone);
}

#[test]
fn a_touch_asks_at_once() {
    let mut post = Post::default();
    let (phone, laptop) = (post.add([]), post.add([document(0)]));
    post.wait_ms(60 * MINUTE_MS);
    post.record(phone, document(0));
    post.talk();
    assert!(post.heads(laptop, document(0)).is_empty());
    post.touch(laptop, document(0));
    post.talk();
    post.assert_equal(laptop);
}

#[test]
fn changes_of_other_documents_are_a_hint_that_is_taken_seldom() {
    let mut post = Post::default();
    let (phone, laptop) = (post.add([]), post.add([document(0), document(1)]));
    post.record(phone, document(1));
    post.talk();
    post.wait_ms(60 * MINUTE_MS);
    post.record(phone, document(0));
    post.talk();
    assert!(post.heads(laptop, document(0)).is_empty());
    post.record(phone, document(1));
    post.talk();
    post.assert_equal(laptop);
    // A busy document does not make it ask for another one without end.
    post.touch(laptop, document(2));
    post.wait_ms(60 * MINUTE_MS);
    let frames = post.desks[laptop].sent.frames;
    for _ in 0..100 {
        post.record(phone, document(1));
        post.wait_ms(100);
    }
    let frames = post.desks[laptop].sent.frames - frames;
    assert!(frames <= 100 + 5, "{frames}: an acknowledgement each, and few questions");
}

#[test]
fn what_a_device_records_where_the_server_had_nothing_leaves_whole_and_at_once() {
    let mut post = Post::default();
    let phone = post.add([document(0)]);
    post.wait_ms(MINUTE_MS);
    let before = post.desks[phone].sent;
    let bytes = post.record(phone, document(0));
    let sent = post.desks[phone].sent;
    assert_eq!(sent.frames, before.frames + 1);
    assert!(sent.bytes - before.bytes > bytes, "not only that there is something");
    post.talk();
    post.assert_equal(phone);
}

#[test]
fn a_server_that_says_nothing_to_a_request_is_told() {
    let mut server = Server::with(Manner::Merger);
    server.silent.insert(document(0));
    let mut post = Post::new(server);
    let phone = post.add([document(0)]);
    assert_eq!(post.progress(phone), Progress::Exchanging(1));
    post.wait_ms(2 * MINUTE_MS);
    assert_eq!(post.progress(phone), Progress::GivenUp(1));
}
